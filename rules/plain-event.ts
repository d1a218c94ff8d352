/** Reads Falco's fields from plain records, for judging a rule by its plain meaning in tests. */

import { parseAddress } from '../wasm-runtime/address-text.ts'
import { defaultsOf, type RecordObject } from '../wasm-runtime/record-shape.ts'
import type { RuleCase } from './rule-cases.ts'

type PlainValue = string | number | boolean | Uint8Array | undefined
type Process = RecordObject | undefined

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

/** Gives fields by name; an argument that is a number counts ancestors. */
export function plainFields({ given, event: written }: RuleCase) {
  const event: RecordObject = { ...defaultsOf(written), ...written }
  const known = new Map(given.map((process) => [Number(process.process_pid), process]))
  const isExec = event.type.startsWith('exec')
  const self: Process = isExec ? { ...event, process_pid: event.pid } : known.get(Number(event.pid))
  const lineage: RecordObject[] = []
  for (let at = self; at !== undefined; at = known.get(Number(at.parent_pid))) lineage.push(at)
  return (name: string, argument: string | number | null): PlainValue | readonly PlainValue[] => {
    if (name === 'proc.aname') {
      return typeof argument === 'number' ? nameOf(lineage[argument]) : lineage.slice(1).map(nameOf)
    }
    const ofProcess = processFields[name]
    if (ofProcess !== undefined) return self === undefined ? undefined : ofProcess(self, lineage[1])
    const ofEvent = eventFields[name]
    if (ofEvent === undefined) throw new Error(`a rule reads ${name}, which plain-event.ts does not know`)
    return ofEvent(event, argument)
  }
}

const nameOf = (process: Process): string | undefined => text(process?.comm)
const commandLine = (process: Process): string | undefined =>
  process === undefined ? undefined : [nameOf(process), ...words(process.args)].join(' ')
const hasFlag = (process: RecordObject, flag: string): boolean =>
  String(process.exe_flags ?? '')
    .split('|')
    .includes(flag)

const processFields: Readonly<Record<string, (self: RecordObject, parent: Process) => PlainValue>> = {
  'proc.name': nameOf,
  'proc.pname': (_, parent) => nameOf(parent),
  'proc.exepath': (self) => text(self.exe_path),
  'proc.args': (self) => words(self.args).join(' '),
  'proc.cmdline': (self) => [nameOf(self), ...words(self.args)].join(' '),
  'proc.pcmdline': (_, parent) => commandLine(parent),
  'proc.tty': (self) => Number(self.tty ?? 0),
  'proc.is_exe_from_memfd': (self) => hasFlag(self, 'EXE_FROM_MEMFD'),
  'proc.is_exe_upper_layer': (self) => hasFlag(self, 'EXE_UPPER_LAYER'),
  'container.id': (self) => /docker-([0-9a-f]{12})/.exec(String(self.cgroup))?.[1] ?? 'host',
}

const flagsOf = (event: RecordObject): readonly string[] => String(event.open_flags ?? '').split('|')

const addressOf = (event: RecordObject): Uint8Array | undefined =>
  typeof event.remote_address === 'string' ? parseAddress(event.remote_address) : undefined

const eventFields: Readonly<Record<string, (event: RecordObject, argument: string | number | null) => PlainValue>> = {
  'evt.type': (event) => event.type,
  'evt.rawres': (event) => Number(event.result ?? 0),
  'evt.is_open_read': (event) => flagsOf(event).some((flag) => flag === 'O_RDONLY' || flag === 'O_RDWR'),
  'evt.is_open_write': (event) => flagsOf(event).some((flag) => flag === 'O_WRONLY' || flag === 'O_RDWR'),
  'evt.arg': (event, argument) => (argument === 'flags' ? text(event.open_flags) : undefined),
  'fd.num': (event) => Number(event.fd ?? -1),
  'fd.typechar': (event) => text(event.kind),
  'fd.name': (event) => text(event.name_raw),
  'fd.filename': (event) => text(event.name_raw)?.split('/').at(-1),
  'fd.sip': addressOf,
  'fd.snet': addressOf,
  'fd.sport': (event) => (event.remote_port === undefined ? undefined : Number(event.remote_port)),
}
