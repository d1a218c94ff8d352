import { expect, test } from 'vitest'
import { place } from '../correlate/place.ts'
import { SqlStore } from '../correlate/sql-store.ts'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { StandingStore } from '../route/standing-store.ts'
import { defaultRetention, RetentionStore } from './retention.ts'

const dayMinutes = 24 * 60
const startMs = 1_700_000_000_000

/** Three incidents, ten days apart. */
const kept = () => {
  const sql = memorySql()
  const store = new SqlStore(sql)
  new StandingStore(sql)
  const ids = [0, 10, 20].map(
    (day) => place(occurrence(String(day), day * dayMinutes, { lineage: lineage(`sh ${100 + day}`) }), store).incident,
  )
  const left = () => ids.filter((id) => store.resolve(id) !== undefined).map((id) => ids.indexOf(id))
  return { retention: new RetentionStore(sql), store, ids, left, sql }
}
const afterDays = (days: number): number => startMs + days * 86_400_000

test('what is older than asked for goes, with all that belongs to it', () => {
  const { retention, ids, left, store, sql } = kept()
  expect(retention.inForce).toEqual(defaultRetention)
  retention.put({ maxAgeDays: 12, maxMegabytes: 100 })
  expect(retention.sweep(afterDays(20), 0)).toBe(1)
  expect(left()).toEqual([1, 2])
  expect(store.entries(ids[0] ?? '', -1)).toEqual([])
  expect(sql.exec('SELECT * FROM intervals WHERE incident = ?', ids[0] ?? '').toArray()).toEqual([])
  expect(retention.sweep(afterDays(20), 0)).toBe(0)
})

test('age counts from the newest alert, and never from the future', () => {
  const { retention, left } = kept()
  retention.put({ maxAgeDays: 15, maxMegabytes: 100 })
  retention.sweep(afterDays(1000), 0)
  expect(left()).toEqual([1, 2])
  retention.sweep(afterDays(5), 0)
  expect(left()).toEqual([1, 2])
})

test('what is too much goes, whatever its age', () => {
  const { retention, left } = kept()
  retention.put({ maxAgeDays: 365, maxMegabytes: 100 })
  expect(retention.sweep(afterDays(20), 100 * 1_048_576)).toBe(0)
  expect(retention.sweep(afterDays(20), 100 * 1_048_576 + 1)).toBe(3)
  expect(left()).toEqual([])
})
