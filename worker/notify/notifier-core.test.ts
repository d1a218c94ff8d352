import { expect, test } from 'vitest'
import { answered, Bench, config, hour, minute, second } from '../fixtures/notifier-bench.ts'

test('a group waits, gathers what comes, and is told once', async () => {
  const bench = new Bench()
  bench.fire('a')
  await bench.pass(9 * second)
  expect(bench.told()).toEqual([])
  bench.fire('b')
  await bench.pass(1 * second)
  expect(bench.told()).toEqual(['firing a+b+'])
  await bench.pass(50 * minute)
  expect(bench.told()).toEqual([])
})

test('what joins later is told at the next interval', async () => {
  const bench = new Bench()
  bench.fire('a')
  await bench.pass(20 * second)
  bench.fire('b')
  await bench.pass(49 * second)
  expect(bench.told()).toEqual(['firing a+'])
  await bench.pass(1 * second)
  expect(bench.told()).toEqual(['firing a+b+'])
})

test('groups are told apart by their labels', async () => {
  const bench = new Bench()
  bench.fire('a')
  bench.fire('b', { alertname: 'Write' })
  await bench.pass(10 * second)
  expect(bench.told().sort()).toEqual(['firing a+', 'firing b+'])
})

test('a group that stands is told again after the repeat interval', async () => {
  const bench = new Bench()
  bench.fire('a')
  await bench.pass(10 * second + 3 * hour)
  expect(bench.told().length).toBe(4)
})

test('an end is told, then the group is gone and begins anew', async () => {
  const bench = new Bench()
  bench.fire('a')
  bench.fire('b', { alertname: 'Shell' }, 30 * second)
  await bench.pass(10 * second)
  await bench.pass(1 * minute)
  expect(bench.told()).toEqual(['firing a+b+', 'firing a+b-'])
  bench.resolve('a')
  await bench.pass(1 * minute)
  expect(bench.told()).toEqual(['resolved a-'])
  expect(bench.core.groups()).toEqual([])
  expect(bench.core.nextWakeMs()).toBeUndefined()
  bench.fire('a')
  await bench.pass(10 * second)
  expect(bench.told()).toEqual(['firing a+'])
})

test('an end that nobody heard the beginning of is not told', async () => {
  const bench = new Bench()
  bench.fire('a', { alertname: 'Shell' }, 5 * second)
  bench.resolve('b')
  await bench.pass(5 * minute)
  expect(bench.told()).toEqual([])
})

test('ends are left out where send_resolved is false', async () => {
  const bench = new Bench()
  bench.configure(2, config('', "[{url: 'https://a.example/hook', send_resolved: false}]"))
  bench.fire('a')
  bench.fire('b', { alertname: 'Shell' }, 30 * second)
  await bench.pass(5 * minute)
  expect(bench.told()).toEqual(['firing a+b+'])
  bench.resolve('a')
  await bench.pass(5 * minute)
  expect(bench.told()).toEqual([])
})

test('what is muted is not told, and is once it no longer is', async () => {
  const bench = new Bench()
  bench.muted.add('a')
  bench.fire('a')
  bench.fire('b')
  await bench.pass(10 * second)
  expect(bench.told()).toEqual(['firing b+'])
  bench.muted.clear()
  await bench.pass(1 * minute)
  expect(bench.told()).toEqual(['firing a+b+'])
})

test('a notification carries what fits and counts the rest, a full group too', async () => {
  const bench = new Bench()
  const all = Array.from({ length: 10_005 }, (_, index) =>
    bench.update(`a${index}`, { alertname: 'Shell' }, bench.time.nowMs + hour),
  )
  bench.core.take(all)
  await bench.pass(10 * second)
  // The webhook's own JSON.
  const body = JSON.parse(bench.sent[0]?.body ?? '') as { alerts: object[]; truncatedAlerts: number }
  expect([body.alerts.length, body.truncatedAlerts]).toEqual([500, 9505])
  bench.core.take(all.slice(0, 10))
  expect(bench.core.deliveries(undefined, 1, undefined)).toMatchObject([{ alerts: 10_005 }])
})

test('in a mute interval a route is quiet, and speaks when it is over', async () => {
  const bench = new Bench()
  bench.configure(2, config(', mute_time_intervals: [nights]'))
  bench.fire('a')
  await bench.pass(6 * hour - second)
  expect(bench.told()).toEqual([])
  await bench.pass(1 * minute)
  expect(bench.told()).toEqual(['firing a+'])
})

test('a target that is away is tried again, slower and slower, under one id', async () => {
  const bench = new Bench()
  bench.answer = () => answered(503)
  bench.fire('a')
  await bench.pass(10 * second + 7 * second)
  expect(bench.sent.length).toBe(4)
  bench.answer = () => answered(200)
  await bench.pass(8 * second)
  expect(new Set(bench.sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(bench.core.deliveries(undefined, 10, undefined)).toMatchObject([
    { state: 'delivered', attempts: 5, reason: null },
  ])
})

test('a target that asks for patience gets it', async () => {
  const bench = new Bench()
  bench.answer = () => answered(429, { 'retry-after': '30' })
  bench.fire('a')
  await bench.pass(39 * second)
  expect(bench.sent.length).toBe(1)
  await bench.pass(1 * second)
  expect(bench.sent.length).toBe(2)
})

test('what a target refuses is a dead letter, and can be tried again', async () => {
  const bench = new Bench()
  bench.answer = () => answered(404)
  bench.fire('a')
  await bench.pass(1 * minute)
  expect(bench.sent.length).toBe(1)
  const [dead] = bench.core.deliveries('dead', 10, undefined)
  expect(dead).toMatchObject({ state: 'dead', reason: 'answered 404', attempts: 1 })
  bench.answer = () => answered(200)
  expect(bench.core.replay(dead?.id ?? '')).toBe(true)
  expect(bench.core.replay('none')).toBe(false)
  await bench.pass(0)
  expect(bench.core.deliveries('dead', 10, undefined)).toEqual([])
})

test('deliveries of one moment are listed page by page, each once', async () => {
  const bench = new Bench()
  for (const alertname of ['Shell', 'Write', 'Read', 'Mount', 'Load']) bench.fire(alertname, { alertname })
  await bench.pass(10 * second)
  const all = bench.core.deliveries(undefined, 10, undefined)
  expect(new Set(all.map(({ createdAt }) => createdAt)).size).toBe(1)
  const paged: string[] = []
  for (let page = all.slice(0, 2); page.length > 0; ) {
    paged.push(...page.map(({ id }) => id))
    const last = page.at(-1)
    page = [...bench.core.deliveries(undefined, 2, last && { createdMs: Date.parse(last.createdAt), id: last.id })]
  }
  expect(paged).toEqual(all.map(({ id }) => id))
  expect(new Set(paged).size).toBe(5)
})

test('what does not arrive within a day is given up', async () => {
  const bench = new Bench()
  bench.answer = () => ({ kind: 'failed', reason: 'the connection failed' })
  bench.fire('a', { alertname: 'Shell' }, minute / 2)
  await bench.pass(25 * hour)
  expect(bench.core.deliveries('dead', 10, undefined)).toMatchObject([{ reason: 'the connection failed' }, {}])
})

test('a target gets the notifications of a group in order, others do not wait for it', async () => {
  const bench = new Bench()
  bench.answer = () => answered(503)
  bench.fire('a')
  await bench.pass(10 * second)
  bench.resolve('a')
  bench.fire('b', { alertname: 'Write' })
  await bench.pass(2 * minute)
  const firsts = bench.told()
  expect(firsts).not.toContain('resolved a-')
  expect(firsts).toContain('firing b+')
  bench.answer = () => answered(200)
  await bench.pass(5 * minute)
  expect(bench.told()).toEqual(expect.arrayContaining(['firing a+', 'resolved a-']))
})

test('a restart neither forgets nor doubles', async () => {
  const bench = new Bench()
  bench.fire('a')
  await bench.pass(5 * second)
  bench.restart()
  await bench.pass(5 * second)
  bench.restart()
  await bench.pass(5 * minute)
  expect(bench.told()).toEqual(['firing a+'])
})

test('a crash between sending and noting sends again under the same id', async () => {
  const bench = new Bench()
  bench.answer = () => new Promise(() => {})
  bench.fire('a')
  await bench.pass(9 * second)
  bench.time.nowMs += second
  void bench.core.run()
  await expect.poll(() => bench.sent.length).toBe(1)
  bench.answer = () => answered(200)
  bench.restart()
  await bench.pass(2 * minute)
  expect(new Set(bench.sent.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(bench.told()).toEqual(['firing a+', 'firing a+'])
})

test('a route that the configuration no longer has lets go of its groups; what was on its way finds no receiver', async () => {
  const bench = new Bench()
  bench.answer = () => answered(503)
  bench.fire('a')
  await bench.pass(10 * second)
  bench.configure(2, 'route: {receiver: other}\nreceivers: [{name: other}]')
  expect(bench.core.groups()).toEqual([])
  await bench.pass(1 * minute)
  expect(bench.core.deliveries('dead', 10, undefined)).toMatchObject([
    { reason: 'its receiver is no longer configured' },
  ])
})

test('no answer and no reason holds an address or a secret', async () => {
  const bench = new Bench()
  bench.configure(2, config('', "[{url: 'http://10.0.0.1/hush?token=hush', hmac_secret: hush}]"))
  bench.answer = () => ({ kind: 'forbidden', reason: 'only https is sent to' })
  bench.fire('a')
  await bench.pass(1 * minute)
  expect(JSON.stringify(bench.core.deliveries(undefined, 10, undefined))).not.toContain('hush')
})
