/** Memory does not grow with the number of events, however many processes and paths come and go. */
import { afterAll, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, writeRecords } from '#wasm-runtime'
import { snapshot } from '../bench/event-mix.ts'
import { RenewedStream } from '../bench/renewed-stream.ts'
import { Random } from '../differential/random.ts'

afterAll(stopAssembler)

const million = 1_000_000

const conditions = [
  'evt.type = openat and fd.name startswith /etc/ and proc.name = nginx',
  'evt.type = execve and proc.name = sh and proc.pname = nginx',
  'evt.type = connect and fd.rip = 203.0.113.5 and proc.exe endswith java',
]

test('a million events take no memory that those before them did not', { timeout: 120_000 }, async () => {
  const rules = conditions.map((condition, i) => ({
    rule: `r${i}`,
    desc: 'd',
    priority: 'INFO',
    condition,
    output: 'x',
  }))
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  await runtime.load(await compileBundle(loadRules([{ path: 'a.yaml', text: JSON.stringify(rules) }])))
  runtime.judgeRecords(writeRecords(snapshot(new Random(1))))
  const stream = new RenewedStream(new Random(2))
  const judge = (events: number): void => {
    for (let left = events; left > 0; left -= stream.batchEvents) runtime.judgeRecords(stream.next())
  }
  // As many as it takes until as many exited processes are kept as ever are.
  judge(million)
  const before = runtime.counters()
  judge(million)
  const after = runtime.counters()
  expect(after.heapBytes).toBe(before.heapBytes)
  expect(Math.abs(after.processes - before.processes)).toBeLessThan(100)
  expect(after).toMatchObject({ failedAllocations: 0, malformed: 0 })
})
