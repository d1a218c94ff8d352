/**
 * The event types that only captures bring: today's events of Falco that eyas does not take from the kernel itself, the
 * generic event of each further system call, and the three that change what is known of processes.
 */
import type { Category, EventType } from '../event-type.ts'
import { eventTypes } from '../events.ts'
import {
  type CaptureEvent,
  captureEvents,
  captureSyscalls,
  currentEvents,
  genericRecordCodeOf,
  recordCodeOf,
} from './capture-events.ts'

const categories: Readonly<Record<string, Category>> = {
  file: 'file',
  net: 'net',
  IPC: 'IPC',
  memory: 'memory',
  process: 'process',
  signal: 'signal',
  user: 'user',
  internal: 'internal',
}

const usesDescriptor = ({ flags }: CaptureEvent): boolean => /[cdu]/.test(flags)

const seen = (name: string, code: number, category: Category, usesFd: boolean): EventType => ({
  name,
  code,
  body: usesFd ? 'descriptor' : 'none',
  tail: 'none',
  usesFd,
  category,
  judged: true,
  parameters: [],
})

const isKnown = new Set(eventTypes.map(({ name }) => name))

const ownTypes = [...currentEvents.values()]
  .filter(({ name }) => !isKnown.has(name) && name !== 'syscall')
  .map((one) =>
    seen(
      one.name,
      recordCodeOf(one),
      one.category.startsWith('io-') ? 'io' : (categories[one.category] ?? 'other'),
      usesDescriptor(one),
    ),
  )

const taken = new Set([...isKnown, ...captureEvents.map(({ name }) => name), '-'])

const genericTypes = captureSyscalls.flatMap((name, number) =>
  taken.has(name) ? [] : [seen(name, genericRecordCodeOf(number), 'other', false)],
)

const change = (name: string, code: number, body: EventType['body']): EventType => ({
  ...seen(name, code, 'internal', false),
  body,
  judged: false,
})

/** What a capture tells of processes; none is judged. The number of the process is in `process` of the header. */
export const processChanges = {
  /** All that is known of a process; `result` has the number of its parent, and above 32 bits the number of the one that absent texts come from. */
  process_change: change('process_change', 96, 'process_body'),
  /** A process is gone, and its number free. */
  process_end: change('process_end', 97, 'none'),
  /** A process has another parent, whose number is in `result`. */
  process_parent: change('process_parent', 98, 'none'),
} as const satisfies Readonly<Record<string, EventType>>

/** Every type of record that a rules module may meet. */
export const recordTypes: readonly EventType[] = [
  ...eventTypes,
  ...Object.values(processChanges),
  ...ownTypes,
  ...genericTypes,
]

/** The same as events of captures. */
export const capturedTypes: readonly EventType[] = recordTypes.map((type) => ({ ...type, captured: true }))

const byCode = new Map(recordTypes.map((type) => [type.code, type]))

/** The event type of a record. */
export const recordTypeOf = (code: number): EventType | undefined => byCode.get(code)
