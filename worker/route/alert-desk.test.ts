import { expect, test } from 'vitest'
import { occurrence } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { SilenceStore } from '../mute/silence-store.ts'
import { AlertDesk } from './alert-desk.ts'
import { StandingStore } from './standing-store.ts'

const config = (receiver: string, matcher: string) => `
route: {receiver: rest, routes: [{matchers: ['${matcher}'], receiver: ${receiver}}]}
receivers: [{name: rest}, {name: ${receiver}}]
`

/** A desk that any number of processes after one another open, with alerts that stand. */
class Bench {
  readonly #sql = memorySql()
  readonly #all = new Map<string, ReturnType<typeof occurrence>>()
  standing = new StandingStore(this.#sql)
  desk = this.restart()

  restart(): AlertDesk {
    this.standing = new StandingStore(this.#sql)
    const silences = new SilenceStore(this.#sql, () => 's')
    this.desk = new AlertDesk(this.standing, silences, ({ fingerprint }) => this.#all.get(fingerprint), 0)
    return this.desk
  }

  see(from: number, through: number, nowMs: number): void {
    const seen = Array.from({ length: through - from }, (_, index) => {
      const name = `p${from + index}`
      const made = { ...occurrence(name, 0, { fields: { 'proc.name': name } }), fingerprint: name }
      this.#all.set(name, made)
      return { incident: 'i', occurrence: made }
    })
    this.desk.see(seen, nowMs)
  }

  put(text: string, nowMs: number): void {
    this.desk.use(this.standing.setRouting(text, 'https://edge.example', nowMs), nowMs)
    this.desk.sendAgain(nowMs)
  }

  /** What waits for notifiers, taken: fingerprints by the last matcher of their routes. */
  take(): readonly (readonly [string, string])[] {
    return this.standing.waiting(10_000).flatMap(({ position, route, updates }) => {
      this.standing.confirm(position)
      return updates.map((update) => [route, update.fingerprint] as const)
    })
  }

  /** Everything that is left, part by part. */
  finish(nowMs: number): readonly (readonly [string, string])[] {
    const told = [...this.take()]
    while (this.desk.sendNext(nowMs)) told.push(...this.take())
    return told
  }
}

const names = (from: number, through: number) =>
  Array.from({ length: through - from }, (_, index) => `p${from + index}`).sort()
const fingerprints = (told: readonly (readonly [string, string])[]) => told.map(([, name]) => name).sort()

const few = 1000

const standingBench = (): Bench => {
  const bench = new Bench()
  bench.see(0, few, 0)
  return bench
}

test('a configuration is in force before anything that stands is routed by it', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  expect(bench.take()).toEqual([])
  expect(bench.desk.routing?.receivers.has('first')).toBe(true)
})

test('what stands is routed in bounded parts, each alert once', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  const sizes: number[] = []
  const told: (readonly [string, string])[] = []
  while (bench.desk.sendNext(20)) {
    const part = bench.take()
    sizes.push(part.length)
    told.push(...part)
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(250)
  expect(fingerprints(told)).toEqual(names(0, few))
  for (const [route, name] of told) expect(route.includes('p1.*')).toBe(name.startsWith('p1'))
  expect(bench.desk.sendNext(30)).toBe(false)
})

test('a process that ends in between leaves the rest to the next, without doubles', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  bench.desk.sendNext(20)
  const told = [...bench.take()]
  bench.restart()
  bench.desk.sendNext(30)
  bench.restart()
  told.push(...bench.finish(40))
  expect(fingerprints(told)).toEqual(names(0, few))
})

test('a configuration that comes in between begins anew, and what the one before has queued is taken back', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  bench.desk.sendNext(20)
  bench.put(config('second', 'proc_name=~"p2.*"'), 30)
  const told = bench.finish(40)
  expect(fingerprints(told)).toEqual(names(0, few))
  for (const [route, name] of told) expect(route.includes('p2.*')).toBe(name.startsWith('p2'))
})

test('what comes or ends in between is told by itself and not again', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  bench.desk.sendNext(20)
  const told = [...bench.take()]
  bench.see(few, few + 50, 30)
  const late = bench.take()
  expect(fingerprints(late)).toEqual(names(few, few + 50))
  told.push(...late, ...bench.finish(40))
  expect(fingerprints(told)).toEqual(names(0, few + 50))
})

test('what ended before its turn is not sent again', () => {
  const bench = standingBench()
  bench.put(config('first', 'proc_name=~"p1.*"'), 10)
  bench.desk.endIncident('i', 20)
  bench.take()
  expect(bench.finish(30)).toEqual([])
})
