/** State is exact within a batch: what a record is judged by does not depend on which records it travels with. */
import { afterAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, type Match, type RecordObject, type Runtime, writeRecord, writeRecords } from '#wasm-runtime'
import { Random } from './random.ts'
import { RecordStream } from './random-record.ts'

afterAll(stopAssembler)

const rule = `
- rule: everything
  desc: shows what the state module knows
  condition: evt.num > 0
  priority: INFO
  output: "%evt.num %evt.type %proc.pid %proc.name %proc.cmdline %proc.ppid %proc.aname %proc.sname %proc.vpgid.name %fd.name %container.id"
`

async function runtimeOf(): Promise<Runtime> {
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  await runtime.load(await compileBundle(loadRules([{ path: 'everything.yaml', text: rule }])))
  return runtime
}

const told = ({ output, lineage, containerId }: Match): unknown => [output, lineage, containerId]

const one = { pid: 7, start_ns: 70n, timestamp_ns: 1n }
const shell: RecordObject = { type: 'execve', ...one, comm: 'sh', exe_path: '/bin/sh', number: 1n }

describe('a batch', () => {
  test('of many records is judged like the records one by one', { timeout: 60_000 }, async () => {
    const [together, apart] = [await runtimeOf(), await runtimeOf()]
    const stream = new RecordStream(new Random(5))
    for (let round = 0; round < 20; round++) {
      const records = Array.from({ length: 200 }, () => stream.next())
      const expected = records.flatMap((record) => {
        apart.judgeRecords(writeRecord(record))
        return apart.matches().map(told)
      })
      together.judgeRecords(writeRecords(records))
      expect(together.matches().map(told)).toEqual(expected)
    }
  })

  test('in which a process changes its image twice, forks and ends shows each event its own time', async () => {
    const runtime = await runtimeOf()
    runtime.judgeRecords(
      writeRecords([
        shell,
        { type: 'openat', ...one, name_raw: '/a', number: 2n },
        { type: 'execve', ...one, comm: 'cat', number: 3n },
        { type: 'openat', ...one, name_raw: '/b', number: 4n },
        { type: 'clone', ...one, process_pid: 8, process_start_ns: 80n, number: 5n },
        { type: 'openat', pid: 8, start_ns: 80n, name_raw: '/c', number: 6n },
        { type: 'execve', ...one, comm: 'dog', number: 7n },
        { type: 'openat', pid: 8, start_ns: 80n, name_raw: '/d', number: 8n },
        { type: 'procexit', ...one, number: 9n },
        { type: 'openat', pid: 8, start_ns: 80n, name_raw: '/e', number: 10n },
      ]),
    )
    const names = runtime
      .matches()
      .map(({ lineage, eventNumber }) => [Number(eventNumber), ...lineage.map(({ name }) => name)])
    expect(names).toEqual([
      [1, 'sh'],
      [2, 'sh'],
      [3, 'cat'],
      [4, 'cat'],
      [5, 'cat'],
      [6, 'cat', 'cat'],
      [7, 'dog'],
      [8, 'cat', 'dog'],
      [9, 'dog'],
      [10, 'cat', 'dog'],
    ])
  })

  test('whose record cannot be read loses what is behind it, and says so', async () => {
    const runtime = await runtimeOf()
    const bytes = writeRecords([shell, { type: 'openat', ...one, name_raw: '/a' }])
    new DataView(bytes.buffer).setUint32(writeRecord(shell).length, 12, true)
    expect(runtime.judgeRecords(bytes)).toBe(1)
    expect(runtime.counters().malformed).toBe(1)
  })

  test('stream of a hundred thousand processes keeps memory bounded', { timeout: 60_000 }, async () => {
    const runtime = await runtimeOf()
    let pid = 100
    const lifetime = (): RecordObject[] => {
      const born = ++pid
      const own = { pid: born, start_ns: BigInt(born), timestamp_ns: BigInt(born) }
      return [
        { type: 'clone', ...one, process_pid: born, process_start_ns: BigInt(born), flags: 2 },
        { type: 'execve', ...own, comm: 'x', args: ['y'.repeat(500)], flags: 2 },
        { type: 'procexit', ...own, flags: 2 },
      ]
    }
    runtime.judgeRecords(writeRecord(shell))
    for (let round = 0; round < 100; round++) {
      runtime.judgeRecords(writeRecords(Array.from({ length: 1000 }, lifetime).flat()))
    }
    const { processes, heapBytes, failedAllocations } = runtime.counters()
    expect(processes).toBeLessThan(10_000)
    expect(heapBytes).toBeLessThan(64 * 1024 * 1024)
    expect(failedAllocations).toBe(0)
  })
})
