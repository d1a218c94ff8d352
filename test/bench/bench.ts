/** `npm run bench -- [NAME…] [CAPTURE…] [--json] [--quick]`: runs the benchmarks named, or all; `replay` takes captures. */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { buildEverything } from '../../setup/build-everything.ts'
import { type Benchmark, summarize, table } from './benchmark.ts'
import { benchmarks } from './benchmarks.ts'

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
  allowPositionals: true,
})
const isBenchmark = (word: string): boolean => benchmarks.some(({ name }) => name === word)
const names = positionals.filter(isBenchmark)
const captures = positionals.filter((word) => !isBenchmark(word) && existsSync(word))
const unknown = positionals.filter((word) => !isBenchmark(word) && !captures.includes(word))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are:`)
  for (const { name, summary } of benchmarks) console.error(`  ${name.padEnd(10)} ${summary}`)
  process.exit(1)
}

// What benchmarks start ends with this process, whatever ends it: so it exits, which they hear, where a signal would not be.
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(status))

const say = (line: string): void => console.error(line)
const run = async (benchmark: Benchmark): Promise<void> => {
  const figures = await benchmark.run(say, values.quick ?? false, captures)
  if (values.json) console.log(JSON.stringify({ benchmark: benchmark.name, figures: figures.map(summarize) }))
  else console.log(`\n${benchmark.name}: ${benchmark.summary}\n${table(figures)}`)
}

await buildEverything(say)
for (const benchmark of benchmarks) if (names.length === 0 || names.includes(benchmark.name)) await run(benchmark)
