import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import type { Counters } from './index.ts'
import { attachedSource, compileCalls, drained, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const smallestRing = 4096 * 4

/** What is seen has become of something, for every type. */
function expectBalance({ types }: Counters): void {
  for (const [name, count] of Object.entries(types)) {
    const { seen, filtered, own, submitted, droppedFull, droppedWatermark, unmapped } = count
    expect({ name, seen }).toEqual({
      name,
      seen: filtered + own + submitted + droppedFull + droppedWatermark + unmapped,
    })
  }
}

describe.skipIf(obstacle)(`losses${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let calls: string
  beforeAll(() => {
    calls = compileCalls()
  })
  afterAll(() => rmSync(calls))

  test('when nobody drains, opens are dropped at their watermark and counted, and the account balances', () => {
    const source = attachedSource({ ringBytes: smallestRing })
    const { of } = observe(source, calls, ['turns', '/nowhere', '2000'])
    const counters = source.counters()
    source.close()
    const { seen, submitted, droppedWatermark } = counters.types.openat ?? {}
    expect(seen).toBeGreaterThanOrEqual(2000)
    expect(droppedWatermark).toBeGreaterThan(1000)
    expect(submitted).toBeGreaterThanOrEqual(of('openat').length)
    expectBalance(counters)
  })

  test('a flood of opens leaves room for the exit of its process', () => {
    const source = attachedSource({ ringBytes: smallestRing })
    const { of } = observe(source, calls, ['turns', '/nowhere', '2000'])
    source.close()
    expect(of('procexit')).toHaveLength(1)
  })

  test('a full ring drops processes too, and counts them', () => {
    const source = attachedSource({ ringBytes: smallestRing })
    for (let turn = 0; turn < 40; turn++) spawnSync(calls)
    const [drops, counters] = [source.drops(), source.counters()]
    source.close()
    expect(counters.types.execve?.droppedFull).toBeGreaterThan(0)
    expect(drops).toBeGreaterThan(0)
    expectBalance(counters)
  })

  test.each([
    { name: 'small', ringBytes: smallestRing * 16, turns: 30, opens: 60 },
    { name: 'of which a part is mapped at a time', ringBytes: 1 << 22, turns: 12, opens: 5000 },
  ])('records that go on at the beginning of the ring arrive whole: $name', ({ ringBytes, turns, opens }) => {
    const source = attachedSource({ ringBytes })
    for (let turn = 0; turn < turns; turn++) {
      const seen = observe(source, calls, ['turns', '/nowhere', String(opens)]).of('openat')
      expect(seen.map(({ name_raw }) => name_raw)).toEqual(Array.from({ length: opens }, (_, i) => `/nowhere/${i}`))
    }
    source.close()
  })

  test('all records that were submitted arrive', () => {
    const source = attachedSource()
    drained(source)
    const before = source.counters().types.openat?.submitted ?? 0
    const { of } = observe(source, calls, ['turns', '/nowhere', '500'])
    const after = source.counters()
    source.close()
    expect(of('openat')).toHaveLength(500)
    expect((after.types.openat?.submitted ?? 0) - before).toBeGreaterThanOrEqual(500)
    expectBalance(after)
  })
})

test('every judged event type has a code that the counters have room for', () => {
  expect(eventTypeNamed('connect')?.code).toBeLessThan(256)
})
