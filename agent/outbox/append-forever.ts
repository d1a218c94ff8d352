/** A process for tests: appends alerts and says which are safe, until it is killed. */
import { systemClock } from './clock.ts'
import { openOutbox } from './outbox.ts'
import { alertNamed, seeded, testContext, testOptions } from './testing.ts'

const [directory = '', round = ''] = process.argv.slice(2)
const outbox = await openOutbox({
  ...testOptions(seeded(Number(round) + 100)),
  clock: systemClock,
  gatherMs: 1,
  segmentBytes: 4_000,
  directory,
})
for (let index = 0; ; index++) {
  const names = [0, 1, 2].map((part) => `${round}-${index}-${part}`)
  await outbox.append(
    names.map((name) => alertNamed(name)),
    testContext,
  )
  for (const name of names) process.send?.(name)
}
