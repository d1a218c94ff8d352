/** The cases in tests/: an event, what was known of the processes before, and whether a rule matches. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { RecordObject } from '#wasm-runtime'

/** One case, with its records complete. */
export interface RuleCase {
  readonly rule: string
  readonly name: string
  /** Snapshots of the processes, ancestors first. */
  readonly given: readonly RecordObject[]
  readonly event: RecordObject
  readonly isMatch: boolean
}

type Columns = Readonly<Record<string, string | number | readonly string[]>>

interface WrittenCase {
  readonly rule: string
  readonly name: string
  readonly given: readonly Columns[]
  readonly event: Columns & { readonly type: string }
  readonly expect: 'match' | 'no match'
}

const folder = new URL('.', import.meta.url)
const startOf = (pid: Columns[string] | undefined): number => Number(pid ?? 0) * 1_000_000

/** The shipped rule files, in the order in which they are loaded. */
export const shippedFiles = (): readonly { readonly path: string; readonly text: string }[] =>
  yamlIn(folder).map((name) => ({ path: `rules/${name}`, text: readFileSync(new URL(name, folder), 'utf8') }))

/** Every case in tests/. */
export function ruleCases(): readonly RuleCase[] {
  const tests = new URL('tests/', folder)
  // The files are ours; a column that does not exist is refused where the record is written.
  const written = yamlIn(tests).flatMap((name) => parse(readFileSync(new URL(name, tests), 'utf8')) as WrittenCase[])
  return written.map(({ rule, name, given, event, expect }) => ({
    rule,
    name,
    given: given.map(snapshotOf),
    event: eventOf(event),
    isMatch: expect === 'match',
  }))
}

const yamlIn = (place: URL): readonly string[] =>
  readdirSync(place)
    .filter((name) => name.endsWith('.yaml'))
    .sort()

/** An ordinary process: its executable lies in /usr/bin, it has no terminal and no container. */
const processOf = (columns: Columns): Columns => ({
  exe: String(columns.comm),
  exe_path: `/usr/bin/${String(columns.comm)}`,
  cwd: '/',
  cgroup: '/system.slice/test.service',
  args: [],
  ...columns,
  parent_start_ns: startOf(columns.parent_pid),
})

const snapshotOf = (columns: Columns): RecordObject => ({
  ...processOf(columns),
  type: 'process_snapshot',
  pid: Number(columns.process_pid),
  start_ns: startOf(columns.process_pid),
})

const eventOf = ({ type, ...columns }: WrittenCase['event']): RecordObject => {
  const full = type.startsWith('exec') ? processOf(columns) : columns
  return { ...full, type, start_ns: startOf(columns.pid) }
}
