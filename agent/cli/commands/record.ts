import { hostname } from 'node:os'
import { buildNative } from '#native'
import { decodeBundle } from '#schema/bundle'
import { visible } from '#schema/visible-text'
import { stopCompiler } from '../../compile/compile-rules.ts'
import { AlertUnknown, type TimeSpan, timeSpanOf } from '../../record/alert-time.ts'
import { CaptureFile } from '../../record/capture-file.ts'
import { EventFilter } from '../../record/event-filter.ts'
import { allEventTypes, withState } from '../../record/event-types.ts'
import { type AroundRecording, recordAround } from '../../record/record-around.ts'
import { type Recorded, recordLive } from '../../record/record-live.ts'
import { FieldsFault } from '../../replay/field-rules.ts'
import { prepareRules } from '../../start/prepare-rules.ts'
import { stopSignal } from '../../start/stop-signal.ts'
import { type Command, type ExitStatus, type Invocation, UsageError } from '../command.ts'
import { dataFolder, edgeOf, edgeOptions } from '../edge-access.ts'
import { numberOption, userPath } from '../parse.ts'
import type { Terminal } from '../terminal.ts'

const longestSeconds = 86_400
const mostEvents = 2 ** 40

/** `npx eyas record`: writes a capture. */
export const record: Command = {
  name: 'record',
  summary: 'Writes what happens on this machine to a capture that Falco, sysdig and Stratoshark open.',
  usage: '-o FILE [options] [CONDITION]',
  description:
    'Takes events from the kernel as npm start does, until Ctrl-C, and writes a .scap file that only its owner may read: it\n' +
    'has command lines, environments and the first bytes of what is sent. With CONDITION (evt.type = execve and user.uid = 0)\n' +
    'only events for which it holds are in it, besides what a reader must know to understand them; with -r the event types\n' +
    'that rules look at. npx eyas replay runs rules over it.',
  options: {
    around: {
      type: 'string',
      value: 'ALERT',
      doc: 'Writes what the running agent still has of the time around an alert, an incident (their ids) or a time (RFC 3339).',
    },
    before: { type: 'string', value: 'N', doc: 'With --around: so many seconds before, 0 to 3600.', default: '10' },
    after: { type: 'string', value: 'N', doc: 'With --around: so many seconds after, 0 to 3600.', default: '5' },
    ...edgeOptions,
    output: { type: 'string', short: 'o', value: 'FILE', doc: 'Where to; compressed if the name ends in .gz.' },
    gzip: { type: 'boolean', doc: 'Compresses whatever the name is.' },
    seconds: { type: 'string', value: 'N', doc: `Ends after so many seconds, 1 to ${longestSeconds}.` },
    events: { type: 'string', value: 'N', doc: 'Ends after so many events.' },
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'FILE|DIR',
      doc: 'Only event types that these rules look at; may be repeated.',
    },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation, terminal) {
    const output = invocation.text('output')
    if (output === undefined) throw new UsageError('needs -o FILE')
    const most = numberOption(invocation, 'events', 1, mostEvents) ?? mostEvents
    const seconds = numberOption(invocation, 'seconds', 1, longestSeconds)
    await buildNative({ log: () => {} })
    const openFile = (): CaptureFile =>
      new CaptureFile(userPath(invocation, output), invocation.flag('gzip') || output.endsWith('.gz'))
    const around = invocation.text('around')
    if (around !== undefined)
      return sayDone(await recordAround(await askedAround(around, openFile, invocation)), output, terminal)
    const wanted = await wantedOf(invocation, terminal)
    if (wanted === undefined) return 1
    const stop = stopSignal()
    const enough = new AbortController()
    const done = await recordLive(
      {
        ...wanted,
        hostname: hostOfThis(),
        nowNs: () => BigInt(Date.now()) * 1_000_000n,
        mostEvents: most,
        file: openFile(),
        begun: () => {
          terminal.say(seconds === undefined ? 'eyas record: recording; Ctrl-C ends it' : 'eyas record: recording')
          if (seconds !== undefined) setTimeout(() => enough.abort(), seconds * 1000).unref()
        },
        watch: (events) => {
          if (terminal.showsWords) terminal.redraw(`${events} events`)
        },
      },
      AbortSignal.any([stop, enough.signal]),
    )
    if (terminal.showsWords) terminal.redraw('')
    return sayDone(done, output, terminal)
  },
}

/** What `--around` asks for. */
async function askedAround(
  around: string,
  openFile: () => CaptureFile,
  invocation: Invocation,
): Promise<AroundRecording> {
  if (invocation.positionals.length > 0 || invocation.texts('rules').length > 0)
    throw new UsageError('takes --around alone: the agent has what its own rules look at')
  const { fromNs, toNs } = await spanOf(around, invocation)
  const seconds = (name: string): bigint => BigInt(numberOption(invocation, name, 0, 3600) ?? 0) * 1_000_000_000n
  return {
    dataFolder: dataFolder(invocation),
    fromNs: fromNs - seconds('before'),
    toNs: toNs + seconds('after'),
    hostname: hostOfThis(),
    openFile,
  }
}

async function spanOf(around: string, invocation: Invocation): Promise<TimeSpan> {
  try {
    return await timeSpanOf(around, () => edgeOf(invocation))
  } catch (error) {
    if (error instanceof AlertUnknown) throw new UsageError(error.message)
    throw error
  }
}

const hostOfThis = (): string => process.env.FALCO_HOSTNAME ?? hostname()

interface Wanted {
  readonly eventTypes: readonly string[]
  readonly filter: EventFilter | undefined
}

/** What the words ask for; undefined if rules are at fault, which has been said. */
async function wantedOf(invocation: Invocation, terminal: Terminal): Promise<Wanted | undefined> {
  const [condition] = invocation.positionals
  const paths = invocation.texts('rules').map((path) => userPath(invocation, path))
  if (condition !== undefined && paths.length > 0) throw new UsageError('takes -r or a condition, not both')
  if (condition !== undefined) {
    const filter = await filterOf(condition)
    return { eventTypes: withState(filter.eventTypes), filter }
  }
  if (paths.length === 0) return { eventTypes: allEventTypes, filter: undefined }
  const rules = await prepareRules(paths, {}, terminal, 'nothing was recorded')
  if (rules === undefined) return undefined
  try {
    const { manifest } = await decodeBundle(await rules.bundle)
    return { eventTypes: withState(manifest.kernel.eventTypes), filter: undefined }
  } finally {
    stopCompiler()
  }
}

async function filterOf(condition: string): Promise<EventFilter> {
  try {
    return await EventFilter.of(condition)
  } catch (fault) {
    if (fault instanceof FieldsFault) throw new UsageError(fault.message.replace('--filter', 'CONDITION'))
    throw fault
  }
}

function sayDone({ events, bytes, lost }: Recorded, output: string, terminal: Terminal): ExitStatus {
  const kilobytes = Math.ceil(bytes / 1024)
  terminal.say(`eyas record: ${events} events in ${visible(output)}, ${kilobytes} KiB before compression`)
  if (lost > 0) terminal.say(`eyas record: ${lost} events were lost, because the disk or this process was too slow`)
  return 0
}
