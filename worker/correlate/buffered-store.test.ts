import { expect, test } from 'vitest'
import { occurrence, randomOccurrences, seeded, shuffled } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { BufferedStore } from './buffered-store.ts'
import { entryOf } from './entry.ts'
import { nodeFacet, ruleFacet } from './facets.ts'
import { conformsToIncidentStore } from './incident-store.conformance.ts'
import { place, placeEntry } from './place.ts'
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

test('facets are those of the incidents that there are, when they were seen last', () => {
  const sql = memorySql()
  const below = new SqlStore(sql)
  const store = new BufferedStore(below)
  for (const occurrence of randomOccurrences(200, seeded(3))) {
    place(occurrence, store)
    store.flush()
  }
  const incidents = sql.exec<{ id: string; last: string }>('SELECT id, last FROM incidents').toArray()
  const expected = incidents.flatMap(({ id, last }) => {
    const { rules, nodes } = below.summary(id)
    return [...Object.keys(rules).map(ruleFacet), ...nodes.map(nodeFacet)].map((facet) => `${facet} ${last} ${id}`)
  })
  const rows = sql.exec<{ facet: string; last: string; incident: string }>('SELECT * FROM facets').toArray()
  expect(rows.map(({ facet, last, incident }) => `${facet} ${last} ${incident}`).sort()).toEqual(expected.sort())
})
