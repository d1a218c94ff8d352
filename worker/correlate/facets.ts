/**
 * Which incidents show a rule or a node, the newest first, in the correlator's SQLite: lists that are narrowed to one
 * read only what they show.
 *
 *     facets  one row an incident and each of its rules and nodes; `last` is the incident's
 */
import { putRows, rowsOf } from '../sql/many-rows.ts'
import { summaryOfText } from './stored-text.ts'
import type { Summary } from './summary.ts'

/** The facet of a rule, and of a node. */
export const ruleFacet = (rule: string): string => `r/${rule}`
export const nodeFacet = (node: string): string => `n/${node}`

const facetsOf = (summary: Summary): readonly string[] => [
  ...Object.keys(summary.rules).map(ruleFacet),
  ...summary.nodes.map(nodeFacet),
]

/** An incident that is about to be written; `before` is where its facets are, undefined where it has none. */
export interface Moved {
  readonly incident: string
  readonly summary: Summary
  readonly before: string | undefined
  readonly last: string
}

/** Reads and writes the table. Callers hold the transaction. */
export class Facets {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(`CREATE TABLE IF NOT EXISTS facets (
      facet TEXT NOT NULL, last TEXT NOT NULL, incident TEXT NOT NULL, PRIMARY KEY (facet, last, incident)) WITHOUT ROWID`)
  }

  /** Follows incidents to when they were seen last. One that is not forgotten only gains facets: those it had are among them. */
  move(all: readonly Moved[]): void {
    const gone: (readonly [string, string, string])[] = []
    const come: (readonly [string, string, string])[] = []
    for (const { incident, summary, before, last } of all)
      for (const facet of facetsOf(summary)) {
        if (before !== undefined && before !== last) gone.push([facet, before, incident])
        come.push([facet, last, incident])
      }
    this.#remove(gone)
    putRows(this.#sql, 'INSERT OR IGNORE INTO facets (facet, last, incident)', 3, come)
  }

  /** Forgets incidents whose rows are still there. */
  forget(incidents: readonly string[]): void {
    const rows = rowsOf<{ id: string; last: string; summary: string }>(
      this.#sql,
      'SELECT id, last, summary FROM incidents WHERE id IN (SELECT value FROM json_each(?))',
      incidents,
    )
    const gone = [...rows].flatMap(({ id, last, summary }) =>
      facetsOf(summaryOfText(summary)).map((facet) => [facet, last, id] as const),
    )
    this.#remove(gone)
  }

  #remove(rows: readonly (readonly [string, string, string])[]): void {
    putRows(this.#sql, 'DELETE FROM facets WHERE (facet, last, incident) IN (', 3, rows, ')')
  }
}
