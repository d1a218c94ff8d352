/** `npm run bench -- [NAME…] [--json] [--quick]`: runs the benchmarks named, or all. */
import { parseArgs } from 'node:util'
import { buildEverything } from '../../setup/build-everything.ts'
import { type Benchmark, summarize, table } from './benchmark.ts'
import { benchmarks } from './benchmarks.ts'

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name))
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are:`)
  for (const { name, summary } of benchmarks) console.error(`  ${name.padEnd(10)} ${summary}`)
  process.exit(1)
}

const say = (line: string): void => console.error(line)
const run = async (benchmark: Benchmark): Promise<void> => {
  const figures = await benchmark.run(say, values.quick ?? false)
  if (values.json) console.log(JSON.stringify({ benchmark: benchmark.name, figures: figures.map(summarize) }))
  else console.log(`\n${benchmark.name}: ${benchmark.summary}\n${table(figures)}`)
}

await buildEverything(say)
for (const benchmark of benchmarks)
  if (positionals.length === 0 || positionals.includes(benchmark.name)) await run(benchmark)
