import { expect, test } from 'vitest'
import { memorySql } from '../fixtures/sqlite.ts'
import { StandingStore } from './standing-store.ts'

const timeout = 1000

const touch = (store: StandingStore, fingerprint: string, incident: string, nowMs: number) =>
  store.touch([{ fingerprint, incident }], nowMs, timeout)[0]

test('an alert stands from when it was seen first until a while after it was seen last', () => {
  const store = new StandingStore(memorySql())
  expect(touch(store, 'a', 'i', 0)).toEqual({ fingerprint: 'a', incident: 'i', startsMs: 0, endsMs: 1000 })
  expect(touch(store, 'a', 'i', 100)).toBeUndefined()
  expect(touch(store, 'a', 'i', 500)).toMatchObject({ startsMs: 0, endsMs: 1500 })
  expect(touch(store, 'a', 'i', 5000)).toMatchObject({ startsMs: 5000, endsMs: 6000 })
})

test('what moves to another incident is told again', () => {
  const store = new StandingStore(memorySql())
  touch(store, 'a', 'i', 0)
  store.merge('i', 'j')
  expect(store.get('a')?.incident).toBe('j')
  expect(touch(store, 'a', 'k', 1)).toMatchObject({ incident: 'k', startsMs: 0 })
})

test('closing an incident ends what stands in it, once', () => {
  const store = new StandingStore(memorySql())
  touch(store, 'a', 'i', 0)
  touch(store, 'b', 'j', 0)
  expect(store.endIncident('i', 10)).toMatchObject([{ fingerprint: 'a', endsMs: 10 }])
  expect(store.endIncident('i', 20)).toEqual([])
  expect(store.all(10, 10).map((one) => one.fingerprint)).toEqual(['b'])
})

test('what is on its way waits until it is confirmed', () => {
  const store = new StandingStore(memorySql())
  const update = { fingerprint: 'a', labels: {}, annotations: {}, startsMs: 0, endsMs: 1, incident: 'i' }
  store.enqueue('{}', [update])
  store.enqueue('{}/x', [update])
  const [first] = store.waiting(10)
  expect(first).toMatchObject({ route: '{}', updates: [update] })
  store.confirm(first?.position ?? 0)
  expect(store.waiting(10).map((row) => row.route)).toEqual(['{}/x'])
  expect(store.notifiers()).toEqual(['{}', '{}/x'])
})

test('each configuration has a version of its own', () => {
  const store = new StandingStore(memorySql())
  expect(store.routing()).toBeUndefined()
  store.setRouting('a', 'u', 0)
  expect(store.setRouting('b', 'u', 1000).version).toBe(2)
  expect(store.routing()).toEqual({ version: 2, text: 'b', externalUrl: 'u' })
  expect(store.routingHistory()).toMatchObject([{ version: 2, at: '1970-01-01T00:00:01.000Z' }, { version: 1 }])
})
