/**
 * `npm run fuzz -- [--seconds N] [--seed N] [--captures N]`: the differential tests of conditions and of the kernel filter for
 * as long as wanted, then the reader of captures for N seconds.
 */
import { parseArgs } from 'node:util'
import { stopAssembler } from '#rules-compiler'
import { fields } from '#schema/fields'
import { disagreementsOf } from './compare.ts'
import { fuzzCaptures } from './fuzz-captures.ts'
import { compareFilter, emptyComparison } from './kernel-filter.ts'
import { Random } from './random.ts'
import { randomCondition } from './random-condition.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    captures: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
})
const supplied = fields.filter((field) => field.supplied && field.use !== 'output')
const end = performance.now() + Number(values.seconds) * 1000
const conditionsPerRound = 250
const recordsPerRound = 400
const filtersPerRound = 50
const eventsPerFilter = 2000

let seed = Number(values.seed)
let checked = 0
const filtered = emptyComparison()
let found = 0
for (; performance.now() < end; seed++) {
  const random = new Random(seed)
  const conditions = random.times(conditionsPerRound, () => randomCondition(random, supplied, 1 + random.below(12)))
  for (const { condition, record } of await disagreementsOf(conditions, seed, recordsPerRound)) {
    found++
    console.log(`seed ${seed}, ${record}: ${condition}`)
  }
  for (let round = 0; round < filtersPerRound; round++)
    compareFilter(seed * filtersPerRound + round, eventsPerFilter, filtered)
  for (const line of [...filtered.lost.splice(0), ...filtered.loose.splice(0)]) {
    found++
    console.log(`kernel filter, ${line}`)
  }
  checked += conditionsPerRound * recordsPerRound
}
stopAssembler()
console.log(
  `${filtered.events.toLocaleString('en-US')} events asked of the kernel filter, ${filtered.dropped.toLocaleString('en-US')} dropped`,
)
console.log(`${checked.toLocaleString('en-US')} verdicts compared up to seed ${seed}, ${found} differ`)
const captureSeconds = Number(values.captures)
const read = captureSeconds === 0 || fuzzCaptures(captureSeconds)
process.exitCode = found === 0 && read ? 0 : 1
