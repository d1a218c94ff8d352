/** evt.*: the event itself, its time, type, arguments and result. */
import type { Field } from '../field.ts'
import { decimal, deprecated, id, padded, rowsFrom } from './declare.ts'

const header = rowsFrom('event header')
const argument = rowsFrom('event argument')
const machine = rowsFrom('machine')
const unknownCount = { ...decimal, use: 'output' } as const

/** The fields of every event source: number, time, origin. */
export const generalEventFields: readonly Field[] = [
  header('evt.num', 'uint64', 'event', 'live', 'Counts events from 1.', id),
  header('evt.time', 'charbuf', 'event', 'live', 'Time of day with nanoseconds.'),
  header('evt.time.s', 'charbuf', 'event', 'live', 'Time of day without a fraction.'),
  header('evt.time.iso8601', 'charbuf', 'event', 'live', 'UTC date and time in ISO 8601 with nanoseconds.'),
  header('evt.datetime', 'charbuf', 'event', 'live', 'Date and time with nanoseconds.'),
  header('evt.datetime.s', 'charbuf', 'event', 'live', 'Date and time without a fraction.'),
  header('evt.rawtime', 'abstime', 'event', 'live', 'Nanoseconds since 1970.', decimal),
  header('evt.rawtime.s', 'abstime', 'event', 'live', 'Whole seconds since 1970.', decimal),
  header('evt.rawtime.ns', 'abstime', 'event', 'live', 'Nanoseconds within the second of the event.', padded),
  header('evt.reltime', 'reltime', 'event', 'live', 'Nanoseconds since the first event.', padded),
  header('evt.reltime.s', 'reltime', 'event', 'live', 'Whole seconds since the first event.', decimal),
  header('evt.reltime.ns', 'reltime', 'event', 'live', 'Fraction of evt.reltime in nanoseconds.', padded),
  header('evt.pluginname', 'charbuf', 'event', 'later', 'Name of the plugin that made the event.'),
  header('evt.plugininfo', 'charbuf', 'event', 'later', 'Summary of the event by its plugin.'),
  header('evt.source', 'charbuf', 'event', 'live', 'Event source: `syscall`, `k8s_audit`, ….'),
  header('evt.is_async', 'bool', 'event', 'live', 'True for events that no system call made.'),
  header('evt.asynctype', 'charbuf', 'event', 'later', 'Name of an asynchronous event.'),
  machine('evt.hostname', 'charbuf', 'exec', 'live', 'Name of the node.'),
]

/** The fields of system call events. */
export const syscallEventFields: readonly Field[] = [
  header('evt.latency', 'reltime', 'event', 'live', 'Duration of the call; enter events are gone, so it is 0.', {
    ...decimal,
    ...deprecated,
  }),
  header('evt.latency.s', 'reltime', 'event', 'live', 'Whole seconds of evt.latency.', { ...decimal, ...deprecated }),
  header('evt.latency.ns', 'reltime', 'event', 'live', 'Fraction of evt.latency.', { ...padded, ...deprecated }),
  header('evt.latency.quantized', 'uint64', 'event', 'live', 'Logarithm of the latency, for tables.', {
    ...unknownCount,
    ...deprecated,
  }),
  header('evt.latency.human', 'charbuf', 'event', 'live', 'evt.latency in readable units.', deprecated),
  header('evt.deltatime', 'reltime', 'event', 'later', 'Nanoseconds since the event before.', decimal),
  header('evt.deltatime.s', 'reltime', 'event', 'later', 'Whole seconds of evt.deltatime.', decimal),
  header('evt.deltatime.ns', 'reltime', 'event', 'later', 'Fraction of evt.deltatime.', padded),
  header('evt.outputtime', 'charbuf', 'event', 'later', 'Time in the format chosen on the command line.', {
    use: 'output',
  }),
  header('evt.dir', 'charbuf', 'event', 'live', 'Always `<`: only the ends of calls are events.', deprecated),
  header('evt.type', 'charbuf', 'event', 'live', 'Name of the event, such as `openat`.'),
  header('evt.type.is', 'uint32', 'event', 'live', '1 if the event has the type named behind the dot.', {
    argument: { kind: 'key', required: true, dotted: true },
  }),
  header('syscall.type', 'charbuf', 'event', 'live', 'Name of the system call; absent for other events.'),
  header('evt.category', 'charbuf', 'event', 'live', 'Kind of event: `file`, `net`, `process`, ….'),
  header('evt.cpu', 'int16', 'event', 'live', 'Processor on which it happened.', id),
  argument('evt.args', 'charbuf', 'event', 'live', 'All arguments as `name=value`, separated by spaces.'),
  argument('evt.arg', 'charbuf', 'event', 'live', 'One argument as text, by name (`evt.arg.flags`) or position.', {
    argument: { kind: 'index or key', required: true, dotted: true },
  }),
  argument('evt.rawarg', 'dyn', 'event', 'live', 'One argument as a number or text of its own type.', {
    argument: { kind: 'key', required: true, dotted: true },
    right: false,
    transformable: false,
  }),
  argument('evt.info', 'charbuf', 'event', 'live', 'Like evt.args, or the plugin summary.'),
  argument('evt.buffer', 'bytebuf', 'event', 'live', 'Bytes read or written, cut to the capture limit.'),
  argument('evt.buflen', 'uint64', 'event', 'live', 'Length of evt.buffer.', decimal),
  argument('evt.res', 'charbuf', 'event', 'live', '`SUCCESS`, or the name of the error.', decimal),
  argument('evt.rawres', 'int64', 'event', 'live', 'What the call returned; a negative errno on failure.', decimal),
  argument('evt.failed', 'bool', 'event', 'live', 'True if the call returned an error.'),
  header('evt.is_io', 'bool', 'event', 'live', 'True for calls that read or write.'),
  header('evt.is_io_read', 'bool', 'event', 'live', 'True for calls that read.'),
  header('evt.is_io_write', 'bool', 'event', 'live', 'True for calls that write.'),
  header('evt.io_dir', 'charbuf', 'event', 'live', '`r` for reads, `w` for writes.'),
  header('evt.is_wait', 'bool', 'event', 'live', 'True for calls that wait, such as poll and select.'),
  header('evt.wait_latency', 'reltime', 'event', 'live', 'Time spent in a waiting call; 0, as evt.latency.', {
    ...decimal,
    ...deprecated,
  }),
  header('evt.is_syslog', 'bool', 'event', 'live', 'True for writes to /dev/log.'),
  header('evt.count', 'uint32', 'event', 'live', 'Always 1.', decimal),
  header('evt.count.error', 'uint32', 'event', 'live', '1 for failed calls.', decimal),
  header('evt.count.error.file', 'uint32', 'event', 'live', '1 for failed calls on files.', decimal),
  header('evt.count.error.net', 'uint32', 'event', 'live', '1 for failed calls on sockets.', decimal),
  header('evt.count.error.memory', 'uint32', 'event', 'later', '1 for failed memory calls.', decimal),
  header('evt.count.error.other', 'uint32', 'event', 'later', '1 for other failed calls.', decimal),
  header('evt.count.exit', 'uint32', 'event', 'live', '1 for ends of calls.', decimal),
  header('evt.count.procinfo', 'uint32', 'event', 'later', 'For tables.', unknownCount),
  header('evt.count.threadinfo', 'uint32', 'event', 'later', 'For tables.', unknownCount),
  header('evt.around', 'uint64', 'event', 'later', 'True if the event is within the milliseconds given of a time.', {
    ...decimal,
    argument: { kind: 'index', required: true },
    use: 'filter',
    right: false,
    transformable: false,
  }),
  argument('evt.abspath', 'charbuf', 'event', 'live', 'Absolute path of the call; `.src` or `.dst` picks one of two.', {
    argument: { kind: 'key', required: false, dotted: true },
  }),
  argument('evt.buflen.in', 'uint64', 'event', 'later', 'Bytes read; for tables.', unknownCount),
  argument('evt.buflen.out', 'uint64', 'event', 'later', 'Bytes written; for tables.', unknownCount),
  argument('evt.buflen.file', 'uint64', 'event', 'later', 'Bytes to or from files; for tables.', unknownCount),
  argument('evt.buflen.file.in', 'uint64', 'event', 'later', 'Bytes from files; for tables.', unknownCount),
  argument('evt.buflen.file.out', 'uint64', 'event', 'later', 'Bytes to files; for tables.', unknownCount),
  argument('evt.buflen.net', 'uint64', 'event', 'later', 'Bytes to or from sockets; for tables.', unknownCount),
  argument('evt.buflen.net.in', 'uint64', 'event', 'later', 'Bytes from sockets; for tables.', unknownCount),
  argument('evt.buflen.net.out', 'uint64', 'event', 'later', 'Bytes to sockets; for tables.', unknownCount),
  argument('evt.is_open_read', 'bool', 'event', 'live', 'True if the file was opened for reading.'),
  argument('evt.is_open_write', 'bool', 'event', 'live', 'True if the file was opened for writing.'),
  argument('evt.infra.docker.name', 'charbuf', 'event', 'later', 'For tables.', { use: 'output' }),
  argument('evt.infra.docker.container.id', 'charbuf', 'event', 'later', 'For tables.', { use: 'output' }),
  argument('evt.infra.docker.container.name', 'charbuf', 'event', 'later', 'For tables.', { use: 'output' }),
  argument('evt.infra.docker.container.image', 'charbuf', 'event', 'later', 'For tables.', { use: 'output' }),
  argument('evt.is_open_exec', 'bool', 'event', 'live', 'True if a file with execute permission was created.'),
  argument('evt.is_open_create', 'bool', 'event', 'live', 'True if the open created the file.'),
]
