/** Pages of incidents and alerts out of the correlator's tables, newest first. */
import type { AlertJson, IncidentJson, Page } from '#schema/incident'
import type { Entry } from '../correlate/entry.ts'
import { nodeFacet, ruleFacet } from '../correlate/facets.ts'
import { entryOfText, summaryOfText } from '../correlate/stored-text.ts'
import type { AlertFilter } from '../filter/evaluate.ts'
import { filterOf } from '../filter/read-filter.ts'
import { cursorOf, type Position, type Query } from './filter.ts'
import { alertJson, incidentJson, type Status } from './incident-json.ts'
import type { ShareOf } from './severity.ts'

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

const pageOf = <Row extends Position, T>(rows: readonly Row[], limit: number, json: (row: Row) => T): Page<T> => {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(json), cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null }
}

type IncidentRow = { id: string; last: string; status: Status; assignee: string | null; summary: string }
type AlertRow = { id: string; last: string; incident: string; entry: string }

/** SQLite's word for no limit: rows are read one by one until the page is full. */
const unlimited = -1

/** How many folded alerts of one incident are looked at. */
const maxOfIncident = 20_000

/** How many folded alerts one request looks at for its filter; the page then ends early, with a cursor. */
const maxScanned = 5000

/** The rows of a page that hold; `weigh` says what looking at a row costs, and whether it holds. */
const scannedPage = <Row extends Position, T>(
  rows: Iterable<Row>,
  limit: number,
  weigh: (row: Row) => { readonly cost: number; readonly holds: boolean },
  json: (row: Row) => T,
): Page<T> => {
  const items: T[] = []
  let scanned = 0
  let last: Row | undefined
  for (const row of rows) {
    if (last !== undefined && (items.length === limit || scanned >= maxScanned))
      return { items, cursor: cursorOf(last) }
    const { cost, holds } = weigh(row)
    scanned += cost
    if (holds) items.push(json(row))
    last = row
  }
  return { items, cursor: null }
}

const holdsFor = (filter: AlertFilter, { sample }: Entry): boolean =>
  filter.holds({ ...sample.alert, node: sample.node })

/** Looks at the alerts of an incident until the filter holds for one of them. */
const weighIncident = (sql: SqlStorage, filter: AlertFilter, id: string) => {
  // To begin with an incident costs about as much as two alerts.
  let cost = 2
  for (const row of sql.exec<{ entry: string }>(
    'SELECT entry FROM entries WHERE incident = ? LIMIT ?',
    id,
    maxOfIncident,
  )) {
    cost += 1
    if (holdsFor(filter, entryOfText(row.entry))) return { cost, holds: true }
  }
  return { cost, holds: false }
}

/**
 * Where a page of incidents is read from, in order. Narrowed to a node or a rule, it is what shows that, and no other
 * row is looked at; of both, what shows the node is asked whether it shows the rule.
 */
const sourceOf = ({ rule, node }: Query, conditions: Conditions): string => {
  const [facet, other] = [
    ...(node === undefined ? [] : [nodeFacet(node)]),
    ...(rule === undefined ? [] : [ruleFacet(rule)]),
  ]
  if (facet === undefined) return 'incidents'
  conditions.and('shown.facet = ?', facet)
  if (other !== undefined)
    conditions.and(
      `EXISTS (SELECT 1 FROM facets AS other
       WHERE other.facet = ? AND other.last = shown.last AND other.incident = shown.incident)`,
      other,
    )
  return 'facets AS shown CROSS JOIN incidents ON incidents.id = shown.incident'
}

/** A page of incidents. With a filter: those of which it holds for an alert. */
export const incidentPage = (sql: SqlStorage, query: Query, shareOf: ShareOf): Page<IncidentJson> => {
  const conditions = new Conditions()
  const source = sourceOf(query, conditions)
  const [last, id] = source === 'incidents' ? ['last', 'id'] : ['shown.last', 'shown.incident']
  if (query.after !== undefined) conditions.and(`(${last}, ${id}) < (?, ?)`, query.after.last, query.after.id)
  conditions.and('rank <= ?', query.maxRank)
  if (query.status !== undefined) conditions.and('status = ?', query.status)
  if (query.incident !== undefined) conditions.and('id = ?', query.incident)
  const rows = sql.exec<IncidentRow>(
    `SELECT id, ${last} AS last, status, (SELECT owner FROM assignees WHERE incident = id) AS assignee, summary
     FROM ${source} ${conditions.text} ORDER BY ${last} DESC, ${id} DESC LIMIT ?`,
    ...conditions.values,
    query.filter === undefined ? query.limit + 1 : unlimited,
  )
  const json = (row: IncidentRow) => incidentJson(row.id, row, summaryOfText(row.summary), shareOf)
  if (query.filter === undefined) return pageOf(rows.toArray(), query.limit, json)
  const filter = filterOf(query.filter)
  return scannedPage(rows, query.limit, (row) => weighIncident(sql, filter, row.id), json)
}

/** A page of folded alerts. */
export const alertPage = (sql: SqlStorage, query: Query): Page<AlertJson> => {
  const conditions = new Conditions()
  if (query.after !== undefined) conditions.and('(last, id) < (?, ?)', query.after.last, query.after.id)
  conditions.and('rank <= ?', query.maxRank)
  if (query.incident !== undefined) conditions.and('incident = ?', query.incident)
  if (query.rule !== undefined) conditions.and('rule = ?', query.rule)
  if (query.node !== undefined) conditions.and('node = ?', query.node)
  const status = '(SELECT status FROM incidents WHERE incidents.id = entries.incident)'
  if (query.status !== undefined) conditions.and(`${status} = ?`, query.status)
  const rows = sql.exec<AlertRow>(
    `SELECT id, last, incident, entry FROM entries ${conditions.text} ORDER BY last DESC, id DESC LIMIT ?`,
    ...conditions.values,
    query.filter === undefined ? query.limit + 1 : unlimited,
  )
  if (query.filter === undefined)
    return pageOf(rows.toArray(), query.limit, (row) => alertJson(row.incident, entryOfText(row.entry)))
  const filter = filterOf(query.filter)
  const opened = function* () {
    for (const row of rows) yield { ...row, entry: entryOfText(row.entry) }
  }
  const weigh = ({ entry }: { readonly entry: Entry }) => ({ cost: 1, holds: holdsFor(filter, entry) })
  return scannedPage(opened(), query.limit, weigh, (row) => alertJson(row.incident, row.entry))
}

/** The newest folded alerts of a rule. */
export const entriesOfRule = (sql: SqlStorage, rule: string, limit: number): readonly Entry[] =>
  sql
    .exec<{ entry: string }>(
      'SELECT entry FROM entries WHERE rule = ? ORDER BY last DESC, id DESC LIMIT ?',
      rule,
      limit,
    )
    .toArray()
    .map((row) => entryOfText(row.entry))
