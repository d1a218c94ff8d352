/** The events of captures as values: what event-table.ts says, parsed, and the record that each becomes. */
import { eventTypeNamed } from '../events.ts'
import { eventTable, variants } from './event-table.ts'
import { flagTable } from './flag-table.ts'
import { syscallTable } from './syscall-table.ts'

/** A parameter of an event in a capture. */
export interface CaptureParameter {
  readonly name: string
  readonly type: string
  readonly format: 'decimal' | 'hex' | 'oct'
  /** Its table of names, of flag-table.ts or of the variants; for a relative path the number of its descriptor. */
  readonly names: string
  /** Whether it is the descriptor that the event acts on. */
  readonly isActedOn: boolean
}

/** An event of a capture; `flags` are the letters of event-table.ts. */
export interface CaptureEvent {
  readonly code: number
  readonly name: string
  readonly category: string
  /** `syscall`, or what else made it. */
  readonly origin: string
  readonly flags: string
  readonly parameters: readonly CaptureParameter[]
}

const lines = (table: string): readonly string[] => table.trim().split(/\n\s*/)

function parameter(text: string): CaptureParameter {
  const isActedOn = text.startsWith('*')
  const [name = '', type = '', format = '', names = ''] = text.slice(isActedOn ? 1 : 0).split(':')
  return { name, type, format: format === 'hex' || format === 'oct' ? format : 'decimal', names, isActedOn }
}

function event(line: string): CaptureEvent {
  const [code = '', name = '', kind = '', flags = '', ...parameters] = line.split(' ')
  const [category = '', origin = 'syscall'] = kind.split('@')
  return { code: Number(code), name, category, origin, flags, parameters: parameters.map(parameter) }
}

/** All of them, by ascending code. */
export const captureEvents: readonly CaptureEvent[] = lines(eventTable).map(event)

/** Parameters that tell their own type, by the name of their table: what each first byte means. */
export const captureVariants: ReadonlyMap<string, readonly CaptureParameter[]> = new Map(
  lines(variants).map((line) => {
    const [name = '', ...types] = line.split(' ')
    return [name, types.map((type) => parameter(`:${type}`))]
  }),
)

/** Names of bits and numbers by table, in order. */
export const captureFlags: ReadonlyMap<string, readonly (readonly [name: string, value: number])[]> = new Map(
  lines(flagTable).map((line) => {
    const [table = '', ...entries] = line.split(' ')
    const pairs = entries.map((entry): readonly [string, number] => {
      const at = entry.lastIndexOf('=')
      return [entry.slice(0, at), Number(entry.slice(at + 1))]
    })
    return [table, pairs]
  }),
)

/** Names of system calls by the number that generic events have for them; `-` where there is none. */
export const captureSyscalls: readonly string[] = syscallTable.trim().split(/\s+/)

const isOfToday = ({ code, flags, origin }: CaptureEvent): boolean =>
  !flags.includes('o') && (code % 2 === 1 || origin !== 'syscall')

/** The events that rules can see today, by name: ends of calls and what no call made. */
export const currentEvents: ReadonlyMap<string, CaptureEvent> = new Map(
  captureEvents.filter(isOfToday).map((one): [string, CaptureEvent] => [one.name, one]),
)

const firstOwnCode = 200
const firstGenericCode = 1000

/** The code of the record that an event of today becomes. */
export const recordCodeOf = ({ name, code }: CaptureEvent): number => eventTypeNamed(name)?.code ?? firstOwnCode + code

/** The code of the record that the generic event of a system call becomes. */
export const genericRecordCodeOf = (number: number): number =>
  eventTypeNamed(captureSyscalls[number] ?? '')?.code ?? firstGenericCode + number
