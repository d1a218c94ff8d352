/** Pages of incidents and alerts out of the correlator's tables, newest first. */
import type { AlertJson, IncidentJson, Page } from '#schema/incident'
import type { Entry } from '../correlate/entry.ts'
import { unpack } from '../correlate/sql-store.ts'
import type { Summary } from '../correlate/summary.ts'
import { cursorOf, type Position, type Query } from './filter.ts'
import { alertJson, incidentJson, type Status } from './incident-json.ts'

/** Conditions joined by AND, with the values they bind. */
class Conditions {
  readonly #texts: string[] = []
  readonly values: (string | number)[] = []

  and(text: string, ...values: (string | number)[]): void {
    this.#texts.push(text)
    this.values.push(...values)
  }

  get text(): string {
    return this.#texts.length === 0 ? '' : `WHERE ${this.#texts.join(' AND ')}`
  }
}

const conditionsOf = (query: Query): Conditions => {
  const conditions = new Conditions()
  if (query.after !== undefined) conditions.and('(last, id) < (?, ?)', query.after.last, query.after.id)
  conditions.and('rank <= ?', query.maxRank)
  return conditions
}

const pageOf = <Row extends Position, T>(rows: readonly Row[], limit: number, json: (row: Row) => T): Page<T> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(json), cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

/** A page of incidents. */
export const incidentPage = (sql: SqlStorage, query: Query): Page<IncidentJson> => {
  const conditions = conditionsOf(query)
  if (query.status !== undefined) conditions.and('status = ?', query.status)
  if (query.incident !== undefined) conditions.and('id = ?', query.incident)
  const has = 'EXISTS (SELECT 1 FROM entries WHERE entries.incident = incidents.id AND'
  if (query.rule !== undefined) conditions.and(`${has} rule = ?)`, query.rule)
  if (query.node !== undefined) conditions.and(`${has} node = ?)`, query.node)
  const rows = sql
    .exec<{ id: string; last: string; status: Status; assignee: string | null; summary: ArrayBuffer }>(
      `SELECT id, last, status, (SELECT owner FROM assignees WHERE incident = incidents.id) AS assignee, summary FROM incidents ${conditions.text} ORDER BY last DESC, id DESC LIMIT ?`,
      ...conditions.values,
      query.limit + 1,
    )
    .toArray()
  return pageOf(rows, query.limit, (row) => incidentJson(row.id, row, unpack<Summary>(row.summary)))
}

/** A page of folded alerts. */
export const alertPage = (sql: SqlStorage, query: Query): Page<AlertJson> => {
  const conditions = conditionsOf(query)
  if (query.incident !== undefined) conditions.and('incident = ?', query.incident)
  if (query.rule !== undefined) conditions.and('rule = ?', query.rule)
  if (query.node !== undefined) conditions.and('node = ?', query.node)
  const status = '(SELECT status FROM incidents WHERE incidents.id = entries.incident)'
  if (query.status !== undefined) conditions.and(`${status} = ?`, query.status)
  const rows = sql
    .exec<{ id: string; last: string; incident: string; entry: ArrayBuffer }>(
      `SELECT id, last, incident, entry FROM entries ${conditions.text} ORDER BY last DESC, id DESC LIMIT ?`,
      ...conditions.values,
      query.limit + 1,
    )
    .toArray()
  return pageOf(rows, query.limit, (row) => alertJson(row.incident, unpack<Entry>(row.entry)))
}

/** The newest folded alerts of a rule. */
export const entriesOfRule = (sql: SqlStorage, rule: string, limit: number): readonly Entry[] =>
  sql
    .exec<{ entry: ArrayBuffer }>(
      'SELECT entry FROM entries WHERE rule = ? ORDER BY last DESC, id DESC LIMIT ?',
      rule,
      limit,
    )
    .toArray()
    .map((row) => unpack<Entry>(row.entry))
