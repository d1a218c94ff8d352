/** A process with its ancestors and one event of it, as the records that tell of them. */
import { eventTypeNamed } from '#schema/events'
import type { ColumnValue, RecordObject } from '#wasm-runtime'

type Columns = Record<string, ColumnValue>

/** What a scene is written from; all of it may be changed. */
export interface Scene {
  readonly type: string
  /** Columns of the event. */
  readonly event: Columns
  /** Columns of the acting process. */
  readonly image: Columns
  /** The same for its parent, the parent of that, and so on. */
  readonly ancestors: Columns[]
}

const second = 1_000_000_000n
const bootNs = 1_600_000_000n * second

/** A process that does nothing of note. */
export const plainScene = (type: string): Scene => ({
  type,
  event: {},
  image: { comm: 'cat', exe: 'cat', exe_path: '/usr/bin/cat', args: ['/etc/hosts'], cwd: '/root/' },
  ancestors: [],
})

const usual = { comm: 'init', exe: '/sbin/init', exe_path: '/sbin/init', cwd: '/' }
const socket = {
  remote_address: '198.51.100.7',
  remote_port: 443,
  local_address: '10.0.0.1',
  local_port: 40_000,
  fd_flags: 1,
}

/** What only some events have, where they have it. */
function eventColumns({ type, event }: Scene): Columns {
  const known = eventTypeNamed(type)
  if (known?.body !== 'descriptor') return event
  if (known.category === 'net' || /^(send|recv)/.test(type)) return { ...socket, ...event }
  return { name_raw: '/etc/hosts', ...event }
}

/** The columns that records of the type have; others of a scene say nothing about it. */
function fitting(type: string, columns: Columns): Columns {
  const known = eventTypeNamed(type)
  const isCallColumn = (name: string): boolean => /^(second_|arg\d|text$|data$)/.test(name)
  const { body, tail } = known ?? {}
  return Object.fromEntries(
    Object.entries(columns).filter(([name]) => {
      if (name === 'result') return true
      if (isCallColumn(name)) return tail === 'call'
      return body === 'descriptor'
    }),
  )
}

/** The records of a scene, its event last. Its pids are `firstPid` and up, the process's own first. */
export function recordsOf(scene: Scene, firstPid: number): readonly RecordObject[] {
  const chain = [scene.image, ...scene.ancestors, {}]
  const told = chain.map((columns, level): RecordObject => {
    const pid = firstPid + level
    return {
      type: 'execve',
      ...usual,
      ...columns,
      pid,
      start_ns: BigInt(pid) * second,
      timestamp_ns: bootNs + BigInt(pid + 1) * second,
      number: BigInt(pid),
      result: 0n,
      ...(level === chain.length - 1 ? {} : { parent_pid: pid + 1, parent_start_ns: BigInt(pid + 1) * second }),
    }
  })
  const own = told[0]
  const before = told.slice(1).reverse()
  const actor = {
    pid: firstPid,
    start_ns: BigInt(firstPid) * second,
    timestamp_ns: bootNs + BigInt(firstPid + 60) * second,
    number: BigInt(firstPid + 1),
    ...(scene.image.process_uid === undefined ? {} : { uid: scene.image.process_uid }),
  }
  if (own === undefined) return before
  if (eventTypeNamed(scene.type)?.body === 'process_body' && scene.type.startsWith('exec'))
    return [...before, { ...own, ...fitting(scene.type, scene.event), ...actor, type: scene.type }]
  return [...before, own, { type: scene.type, ...fitting(scene.type, eventColumns(scene)), ...actor }]
}
