import { expect, test } from 'vitest'
import { seeded } from '../fixtures/alerts.ts'
import { answered, Bench, hour, minute, second } from '../fixtures/notifier-bench.ts'

interface Message {
  readonly id: string
  readonly group: string
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  readonly atMs: number
}

/** Runs one random history to its quiet end: alerts come, end and are muted, the receiver fails, the process restarts. */
const history = async (seed: number) => {
  const random = seeded(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const bench = new Bench()
  const arrived: Message[] = []
  let isUp = true
  bench.answer = () => {
    const last = bench.sent.at(-1)
    if (!isUp || last === undefined) return answered([500, 503, 429][below(3)] ?? 500)
    // The webhook's own JSON.
    const body = JSON.parse(last.body) as {
      groupLabels: { alertname: string }
      alerts: { fingerprint: string; status: string }[]
    }
    const of = (status: string) =>
      body.alerts.filter((alert) => alert.status === status).map((alert) => alert.fingerprint)
    const id = last.headers['idempotency-key'] ?? ''
    arrived.push({
      id,
      group: body.groupLabels.alertname,
      firing: of('firing'),
      resolved: of('resolved'),
      atMs: bench.time.nowMs,
    })
    return answered(200)
  }
  const everUnmuted = new Set<string>()
  const firing = new Map<string, string>()
  for (let step = 0; step < 60; step++) {
    const name = `alert${below(6)}`
    const group = `group${Number(name.slice(-1)) % 2}`
    switch (below(7)) {
      case 0:
      case 1:
        bench.fire(name, { alertname: group })
        firing.set(name, group)
        break
      case 2:
        if (firing.delete(name)) bench.resolve(name, { alertname: group })
        break
      case 3:
        if (bench.muted.has(name)) bench.muted.delete(name)
        else bench.muted.add(name)
        break
      case 4:
        isUp = random() < 0.6
        break
      case 5:
        bench.restart()
        break
      default:
        await bench.pass(below(90) * second)
    }
  }
  isUp = true
  bench.muted.clear()
  await bench.pass(30 * minute)
  for (const name of firing.keys()) everUnmuted.add(name)
  const toldAtEnd = new Set(arrived.flatMap((message) => message.firing))
  for (const [name, group] of firing) bench.resolve(name, { alertname: group })
  await bench.pass(30 * minute)
  return { bench, arrived, everUnmuted, toldAtEnd }
}

test.each(Array.from({ length: 40 }, (_, index) => ({ seed: index + 1 })))(
  'history $seed keeps every promise',
  async ({ seed }) => {
    const { bench, arrived, everUnmuted, toldAtEnd } = await history(seed)
    // Whatever stood unmuted with a receiver that is there was told.
    for (const name of everUnmuted) expect(toldAtEnd).toContain(name)
    // Nothing arrived twice, and nothing said the same twice in a row before the repeat interval.
    expect(new Set(arrived.map((message) => message.id)).size).toBe(arrived.length)
    for (const group of ['group0', 'group1']) {
      const told = arrived.filter((message) => message.group === group)
      for (const [index, message] of told.entries()) {
        const before = told[index - 1]
        if (before === undefined || message.atMs - before.atMs >= hour) continue
        expect([message.firing, message.resolved]).not.toEqual([before.firing, before.resolved])
      }
      // The last word on a group of which all is over is that it is over.
      const last = told.at(-1)
      if (last !== undefined) expect(last.firing).toEqual([])
    }
    // Nothing is left behind.
    expect(bench.core.groups()).toEqual([])
    expect(bench.core.deliveries('pending', 10, undefined)).toEqual([])
    expect(bench.core.deliveries('dead', 10, undefined)).toEqual([])
  },
)
