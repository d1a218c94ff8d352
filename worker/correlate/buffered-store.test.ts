import { expect, test } from 'vitest'
import { lineage, occurrence, randomOccurrences, seeded, shuffled } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { BufferedStore } from './buffered-store.ts'
import { entryOf } from './entry.ts'
import { nodeFacet, ruleFacet } from './facets.ts'
import { conformsToIncidentStore } from './incident-store.conformance.ts'
import { place, placeEntry } from './place.ts'
import { placeAgain } from './split.ts'
import { SqlStore } from './sql-store.ts'

conformsToIncidentStore('BufferedStore', () => {
  const sql = memorySql()
  const below = new SqlStore(sql)
  const store = new BufferedStore(below)
  const ids = () => sql.exec<{ id: string }>('SELECT id FROM incidents').toArray()
  const all = () => {
    store.flush()
    return new Map(ids().map(({ id }) => [id, { summary: below.summary(id), entries: below.entries(id, -1) }]))
  }
  return { store, all }
})

test('nothing reaches the store below before a flush', () => {
  const sql = memorySql()
  const below = new SqlStore(sql)
  const store = new BufferedStore(below)
  const counts = () =>
    sql
      .exec<{ id: string }>('SELECT id FROM incidents')
      .toArray()
      .map(({ id }) => below.summary(id).count)
  place(occurrence('1', 0), store)
  expect(counts()).toEqual([])
  store.flush()
  expect(counts()).toEqual([1])
  place(occurrence('2', 1), store)
  store.flush()
  expect(counts()).toEqual([2])
})

test('what was read ahead gives the same incidents, whatever merges meanwhile', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const random = seeded(seed)
    const entries = shuffled(randomOccurrences(120, random), random).map(entryOf)
    const incidents = (isPrepared: boolean) => {
      const sql = memorySql()
      const below = new SqlStore(sql)
      const store = new BufferedStore(below)
      for (let at = 0; at < entries.length; at += 30) {
        const part = entries.slice(at, at + 30)
        if (isPrepared) store.prepare(part)
        for (const entry of part) placeEntry(entry, store)
        store.flush()
      }
      const rows = sql.exec<{ id: string; last: string }>('SELECT id, last FROM incidents ORDER BY id').toArray()
      return rows.map(({ id, last }) => ({ id, last, summary: below.summary(id), entries: below.entries(id, -1) }))
    }
    expect(incidents(true)).toEqual(incidents(false))
  }
})

const facetsExpected = (sql: SqlStorage, below: SqlStore): readonly string[] =>
  sql
    .exec<{ id: string; last: string }>('SELECT id, last FROM incidents')
    .toArray()
    .flatMap(({ id, last }) => {
      const { rules, nodes } = below.summary(id)
      return [...Object.keys(rules).map(ruleFacet), ...nodes.map(nodeFacet)].map((facet) => `${facet} ${last} ${id}`)
    })
    .sort()

const facetsFound = (sql: SqlStorage): readonly string[] =>
  sql
    .exec<{ facet: string; last: string; incident: string }>('SELECT * FROM facets')
    .toArray()
    .map(({ facet, last, incident }) => `${facet} ${last} ${incident}`)
    .sort()

test('an incident that is split leaves no facet of its other part behind', () => {
  const sql = memorySql()
  const store = new SqlStore(sql)
  const chain = lineage('sh 20 < bash 10')
  const entries = ['a', 'b', 'c'].map((rule, at) => entryOf(occurrence(String(at), at, { rule, lineage: chain })))
  const [whole = ''] = entries.map((entry) => placeEntry(entry, store).incident)
  const parts = placeAgain(whole, entries, store, (key) => key.startsWith('p/'))
  expect(new Set(parts.values()).size).toBe(3)
  expect(facetsFound(sql)).toEqual(facetsExpected(sql, store))
})

test('facets are those of the incidents that there are, when they were seen last', () => {
  const sql = memorySql()
  const below = new SqlStore(sql)
  const store = new BufferedStore(below)
  for (const occurrence of randomOccurrences(200, seeded(3))) {
    place(occurrence, store)
    store.flush()
  }
  expect(facetsFound(sql)).toEqual(facetsExpected(sql, below))
})
