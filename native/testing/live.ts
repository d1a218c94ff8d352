/** What the tests on a live kernel share: whether they can run, a program that makes system calls, and its events. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildNative } from '../build.ts'
import { NativeError, openSource, probeKernel, type Source, type SourceOptions } from '../index.ts'
import { buildFolder } from '../paths.ts'
import { type ReadRecord, readRecords } from '../record-reader.ts'
import { callNumbers } from '../syscall-numbers.ts'

const bufferBytes = 4 * 1024 * 1024

/** Why the kernel cannot be watched here; undefined where it can. Builds the native part first. */
export async function whyNotLive(): Promise<string | undefined> {
  try {
    await buildNative({ log: () => undefined })
    const missing = probeKernel().filter(({ ok, needed }) => needed && !ok)
    return missing.length === 0 ? undefined : `this kernel lacks ${missing.map(({ feature }) => feature).join(', ')}`
  } catch (fault) {
    if (fault instanceof NativeError && fault.code !== 'NATIVE_BUILD_FAILED') return fault.message
    throw fault
  }
}

/** Compiles a program that makes system calls, statically, so that it opens nothing by itself; returns its path. */
export function compileCalls(name: 'calls' | 'make-calls' | 'ring' = 'calls'): string {
  const folder = `${buildFolder}testing`
  mkdirSync(folder, { recursive: true })
  const path = `${folder}/${name}-${process.pid}`
  const source = fileURLToPath(new URL(`./${name}.c`, import.meta.url))
  execFileSync('gcc', ['-O1', '-static', '-Wall', '-Werror', '-o', path, source])
  return path
}

/** An attached source for all types of events that come from calls. */
export function attachedSource(options: Partial<SourceOptions> = {}): Source {
  const eventTypes = ['execve', 'open', 'openat', 'openat2', 'creat', 'connect']
  const source = openSource({ eventTypes, ringBytes: 1 << 22, ...options })
  source.attach()
  return source
}

/** One call for `make-calls`: the event's name, which tells the number, and the arguments in the words of that program. */
export type Call = readonly [name: string, ...parameters: readonly (string | number)[]]

/** The arguments of `make-calls` for some calls, one after another; numbers are written as such. */
export function callWords(calls: readonly Call[]): readonly string[] {
  const numbers = callNumbers(process.arch)
  return calls.flatMap(([name, ...parameters], index) => {
    const number = numbers.get(name)?.native[0]
    if (number === undefined) throw new Error(`no call ${name} on ${process.arch}`)
    const words = parameters.map((one) => (typeof one === 'number' ? `=${one}` : one))
    return [...(index > 0 ? ['/'] : []), String(number), ...words]
  })
}

/** All that is in the ring. */
export function drained(source: Source): readonly ReadRecord[] {
  const buffer = new Uint8Array(bufferBytes)
  const records: ReadRecord[] = []
  for (let bytes = source.drainInto(buffer, 0, buffer.length); bytes > 0; ) {
    records.push(...readRecords(buffer.subarray(0, bytes)))
    bytes = source.drainInto(buffer, 0, buffer.length)
  }
  return records
}

/** The whole snapshot. */
export function snapshotOf(source: Source): readonly ReadRecord[] {
  const buffer = new Uint8Array(bufferBytes)
  const records: ReadRecord[] = []
  for (;;) {
    const { bytes, complete } = source.snapshot(buffer, 0, buffer.length)
    records.push(...readRecords(buffer.subarray(0, bytes)))
    if (complete) return records
  }
}

/** What a program did, seen by the kernel and by itself. */
export interface Observed {
  readonly pid: number
  readonly output: string
  readonly records: readonly ReadRecord[]
  /** The columns of its records of one type. */
  readonly of: (type: string) => readonly ReadRecord['columns'][]
}

/** Runs a program to its end and returns the records in which it acted or was made. */
export function observe(source: Source, program: string, parameters: readonly string[], cwd = '/'): Observed {
  drained(source)
  const { pid, stdout } = spawnSync(program, parameters, { cwd, encoding: 'utf8' })
  const records = drained(source).filter(({ columns }) => columns.pid === pid || columns.process_pid === pid)
  const of = (type: string) => records.filter((record) => record.type === type).map(({ columns }) => columns)
  return { pid, output: stdout, records, of }
}
