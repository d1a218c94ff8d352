import { expect, test } from 'vitest'
import { memorySql } from '../fixtures/sqlite.ts'
import { DeliveryStore } from './delivery-store.ts'

const notification = (groupKey: string, place: number) => ({
  id: `d${place}`,
  groupKey,
  groupLabels: {},
  receiver: 'team',
  alerts: [],
  truncatedAlerts: 0,
  atMs: 0,
  externalUrl: '',
})

const storeOf = (groupKeys: readonly string[], sql = memorySql()): DeliveryStore => {
  const store = new DeliveryStore(sql)
  for (const key of groupKeys) store.enqueue('0:webhook', 0, (place) => notification(key, place))
  return store
}

const idsOf = (store: DeliveryStore, underWay: readonly number[] = []): readonly number[] =>
  store.dueDeliveries(0, new Set(underWay)).map(({ id }) => id)

test('of each group the oldest is due, unless it is under way', () => {
  const store = storeOf(['a', 'a', 'b'])
  expect(idsOf(store)).toEqual([1, 3])
  expect(idsOf(store, [1])).toEqual([3])
  store.setDelivery(1, 'delivered', 0, 0, null)
  expect(idsOf(store)).toEqual([2, 3])
})

test('what waits for its next attempt keeps back what came later in its group', () => {
  const store = storeOf(['a', 'a', 'b'])
  store.setDelivery(1, 'pending', 0, 500, 'answered 503')
  expect(idsOf(store)).toEqual([3])
  expect(store.nextDueMs(new Set())).toBe(0)
  expect(store.nextDueMs(new Set([3]))).toBe(500)
  expect(store.nextDueMs(new Set([1, 3]))).toBeUndefined()
})

test('no more than 64 are under way at once', () => {
  const store = storeOf(Array.from({ length: 100 }, (_, index) => `g${index}`))
  const first = idsOf(store)
  expect(first.length).toBe(64)
  expect(idsOf(store, first)).toEqual([])
  store.setDelivery(1, 'delivered', 0, 0, null)
  expect(idsOf(store, first.slice(1))).toEqual([65])
})

test('what is due is found without a look at everything that waits', () => {
  const sql = memorySql()
  const plans: string[] = []
  const exec: SqlStorage['exec'] = (statement, ...values) => {
    const steps = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${statement}`, ...values).toArray()
    plans.push(...steps.map(({ detail }) => detail))
    return sql.exec(statement, ...values)
  }
  storeOf(['a', 'b'], sql)
  const store = new DeliveryStore({ databaseSize: 0, exec })
  plans.length = 0
  store.dueDeliveries(0, new Set())
  store.nextDueMs(new Set())
  expect(plans.filter((step) => step.includes('deliveries_due')).length).toBe(2)
  expect(plans.filter((step) => step.includes('TEMP B-TREE') || /^SCAN \w+$/.test(step))).toEqual([])
  expect(plans.join('\n')).toMatch(/SEARCH older USING COVERING INDEX deliveries_pending \(.*group_key=\? AND id<\?\)/)
})
