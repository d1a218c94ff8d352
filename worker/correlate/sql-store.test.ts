import { expect, test } from 'vitest'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { conformsToIncidentStore } from './incident-store.conformance.ts'
import { place } from './place.ts'
import { SqlStore } from './sql-store.ts'

conformsToIncidentStore('SqlStore', () => {
  const sql = memorySql()
  const store = new SqlStore(sql)
  const ids = () => sql.exec<{ id: string }>('SELECT id FROM incidents').toArray()
  return {
    store,
    all: () => new Map(ids().map(({ id }) => [id, { summary: store.summary(id), entries: store.entries(id, -1) }])),
  }
})

const inSession = (id: string, minutes: number, session: number) =>
  occurrence(id, minutes, { lineage: lineage(`cat ${session + 9} < bash ${session} < sshd 50 < systemd 1`) })
const bridge = occurrence('9', 10, { lineage: lineage('cat 7 < bash 200 < bash 100 < sshd 50 < systemd 1') })

test('an absorbed incident is found under its old id, through any number of merges', () => {
  const store = new SqlStore(memorySql())
  const late = place(inSession('1', 5, 200), store).incident
  const early = place(inSession('2', 0, 100), store).incident
  place(bridge, store)
  const earliest = place(inSession('3', -5, 100), store).incident
  expect(store.resolve(late)).toBe(earliest)
  expect(store.resolve(early)).toBe(earliest)
  expect(store.resolve('inc_none')).toBeUndefined()
})

const act = (verb: 'acknowledge' | 'close' | 'reopen') => ({ verb, owner: 'ana', comment: 'seen', assignee: '' })

test('a merge keeps the less settled status and the whole history', () => {
  const store = new SqlStore(memorySql())
  const first = place(inSession('1', 0, 100), store).incident
  const second = place(inSession('2', 1, 200), store).incident
  store.act(first, act('acknowledge'), 1)
  store.act(second, act('close'), 2)
  const merged = place(
    { ...bridge, alert: { ...bridge.alert, timeNs: inSession('x', 0.5, 100).alert.timeNs } },
    store,
  ).incident
  expect(store.care(merged).status).toBe('acknowledged')
  expect(store.actions(merged).map(({ action }) => action)).toEqual(['acknowledge', 'close'])
})

test('new activity opens what was closed; what was acknowledged stays so', () => {
  const store = new SqlStore(memorySql())
  const id = place(inSession('1', 0, 100), store).incident
  store.act(id, act('close'), 1)
  expect(store.care(id).status).toBe('closed')
  place(inSession('2', 1, 100), store)
  expect(store.care(id).status).toBe('open')
  store.act(id, act('acknowledge'), 2)
  place(inSession('3', 2, 100), store)
  expect(store.care(id).status).toBe('acknowledged')
})

test('a late alert from before the closing does not open it', () => {
  const store = new SqlStore(memorySql())
  const id = place(inSession('1', 0, 100), store).incident
  place(inSession('2', 5, 100), store)
  store.act(id, act('close'), 1)
  place(inSession('3', 3, 100), store)
  expect(store.care(id).status).toBe('closed')
})
