/**
 * Incidents in SQLite.
 *
 *     incidents  one row an incident: what lists are filtered and sorted by, and its summary
 *     entries    one row a folded alert: the same, and its newest sample
 *     intervals  when each key was seen, and in which incident
 *     aliases    the incident that absorbed another
 *     actions    what operators did, in order; assignees, who looks into what
 *     sources    the last log position taken from each shard
 *
 * Times are text of 20 digits, because the runtime's SQL has no 64-bit integers and text of one length sorts alike.
 */
import type { IncidentDetailJson } from '#schema/incident'
import { rankOf } from '#schema/priority'
import type { Status } from '../query/incident-json.ts'
import { putRows, rowsOf } from '../sql/many-rows.ts'
import type { Act } from './correlator-api.ts'
import { type Entry, mergeEntries } from './entry.ts'
import { Facets } from './facets.ts'
import type { BulkStore, Interval, Writes } from './place.ts'
import { entryOfText, entryText, summaryOfText, summaryText } from './stored-text.ts'
import type { Summary } from './summary.ts'

/** What an operator did, as the API shows it. */
export type Action = IncidentDetailJson['actions'][number]

/** Nanoseconds as stored. */
export const timeText = (timeNs: bigint): string => timeNs.toString().padStart(20, '0')

type IntervalRow = { key: string; first: string; last: string; incident: string }

const intervalOf = ({ key, first, last, incident }: IntervalRow): Interval => ({
  key,
  firstNs: BigInt(first),
  lastNs: BigInt(last),
  incident,
})

/** Reads and writes the tables of the correlator. Callers hold the transaction. */
export class SqlStore implements BulkStore {
  readonly #sql: SqlStorage
  readonly #facets: Facets

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
    this.#facets = new Facets(sql)
  }

  intervals(key: string, fromNs: bigint, toNs: bigint): readonly Interval[] {
    return this.#sql
      .exec<IntervalRow>(
        'SELECT key, first, last, incident FROM intervals WHERE key = ? AND last >= ? AND first <= ?',
        key,
        timeText(fromNs < 0n ? 0n : fromNs),
        timeText(toNs),
      )
      .toArray()
      .map(intervalOf)
  }

  intervalsOf(keys: readonly string[]): ReadonlyMap<string, readonly Interval[]> {
    const found = new Map<string, Interval[]>()
    for (const row of rowsOf<IntervalRow>(
      this.#sql,
      'SELECT key, first, last, incident FROM intervals WHERE key IN (SELECT value FROM json_each(?))',
      keys,
    )) {
      const known = found.get(row.key)
      if (known === undefined) found.set(row.key, [intervalOf(row)])
      else known.push(intervalOf(row))
    }
    return found
  }

  removeInterval({ key, firstNs }: Interval): void {
    this.#sql.exec('DELETE FROM intervals WHERE key = ? AND first = ?', key, timeText(firstNs))
  }

  putInterval(interval: Interval): void {
    this.#putIntervals([interval])
  }

  summary(incident: string): Summary {
    const found = this.summariesOf([incident]).get(incident)
    if (found === undefined) throw new Error(`no incident ${incident}`)
    return found
  }

  summariesOf(incidents: readonly string[]): ReadonlyMap<string, Summary> {
    const rows = rowsOf<{ id: string; summary: string }>(
      this.#sql,
      'SELECT id, summary FROM incidents WHERE id IN (SELECT value FROM json_each(?))',
      incidents,
    )
    return new Map([...rows].map(({ id, summary }) => [id, summaryOfText(summary)]))
  }

  putSummary(incident: string, summary: Summary): void {
    this.#putSummaries([[incident, summary]])
  }

  entry(incident: string, fingerprint: string): Entry | undefined {
    return this.entriesOf([[incident, fingerprint]])[0]?.[1]
  }

  entriesOf(asked: readonly (readonly [string, string])[]): readonly (readonly [string, Entry])[] {
    const rows = rowsOf<{ incident: string; entry: string }>(
      this.#sql,
      `SELECT incident, entry FROM json_each(?) AS asked JOIN entries
       ON incident = asked.value->>0 AND fingerprint = asked.value->>1`,
      asked,
    )
    return [...rows].map(({ incident, entry }) => [incident, entryOfText(entry)])
  }

  putEntry(incident: string, entry: Entry): void {
    this.#putEntries([[incident, entry]])
  }

  write({ summaries, entries, removed, intervals }: Writes): void {
    const put = new Set(intervals.map(({ key, firstNs }) => `${firstNs} ${key}`))
    for (const interval of removed) if (!put.has(`${interval.firstNs} ${interval.key}`)) this.removeInterval(interval)
    this.#putIntervals(intervals)
    this.#putSummaries(summaries)
    this.#putEntries(entries)
  }

  #putIntervals(intervals: readonly Interval[]): void {
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO intervals (key, first, last, incident)',
      4,
      intervals.map(({ key, firstNs, lastNs, incident }) => [key, timeText(firstNs), timeText(lastNs), incident]),
      'ON CONFLICT (key, first) DO UPDATE SET last = excluded.last, incident = excluded.incident',
    )
  }

  /** What was closed and shows new activity is open again. */
  #putSummaries(summaries: Writes['summaries']): void {
    const before = this.#lastOf(summaries.map(([incident]) => incident))
    this.#facets.move(
      summaries.map(([incident, summary]) => ({
        incident,
        summary,
        before: before.get(incident),
        last: timeText(summary.last.timeNs),
      })),
    )
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO incidents (id, rank, last, summary)',
      4,
      summaries.map(([incident, summary]) => [
        incident,
        Math.min(...Object.values(summary.rules).map((rule) => rule.rank)),
        timeText(summary.last.timeNs),
        summaryText(summary),
      ]),
      `ON CONFLICT (id) DO UPDATE SET rank = excluded.rank, last = excluded.last, summary = excluded.summary,
         status = CASE WHEN status = 'closed' AND through < excluded.last THEN 'open' ELSE status END`,
    )
  }

  #lastOf(incidents: readonly string[]): ReadonlyMap<string, string> {
    const rows = rowsOf<{ id: string; last: string }>(
      this.#sql,
      'SELECT id, last FROM incidents WHERE id IN (SELECT value FROM json_each(?))',
      incidents,
    )
    return new Map([...rows].map(({ id, last }) => [id, last]))
  }

  #putEntries(entries: Writes['entries']): void {
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO entries (incident, fingerprint, id, rule, node, rank, first, last, entry)',
      9,
      entries.map(([incident, entry]) => [
        incident,
        entry.fingerprint,
        entry.first.id,
        entry.sample.alert.rule,
        entry.sample.node,
        rankOf(entry.sample.alert.priority),
        timeText(entry.first.timeNs),
        timeText(entry.sample.alert.timeNs),
        entryText(entry),
      ]),
      `ON CONFLICT (incident, fingerprint) DO UPDATE SET id = excluded.id, rule = excluded.rule, node = excluded.node,
         rank = excluded.rank, first = excluded.first, last = excluded.last, entry = excluded.entry`,
    )
  }

  absorb(from: string, into: string): void {
    const moved = this.entries(from, -1)
    const met = new Map(
      this.entriesOf(moved.map(({ fingerprint }) => [into, fingerprint])).map(([, entry]) => [
        entry.fingerprint,
        entry,
      ]),
    )
    this.#putEntries(
      moved.map((entry) => {
        const before = met.get(entry.fingerprint)
        return [into, before === undefined ? entry : mergeEntries(before, entry)]
      }),
    )
    this.#facets.forget([from])
    this.#sql.exec('DELETE FROM entries WHERE incident = ?', from)
    this.#sql.exec('UPDATE intervals SET incident = ? WHERE incident = ?', into, from)
    this.#sql.exec('UPDATE actions SET incident = ? WHERE incident = ?', into, from)
    this.#sql.exec('UPDATE OR IGNORE assignees SET incident = ? WHERE incident = ?', into, from)
    this.#sql.exec('DELETE FROM assignees WHERE incident = ?', from)
    this.#sql.exec('UPDATE aliases SET incident = ? WHERE incident = ?', into, from)
    this.#sql.exec('INSERT OR REPLACE INTO aliases (old, incident) VALUES (?, ?)', from, into)
    this.#sql.exec('DELETE FROM aliases WHERE old = ?', into)
    this.#absorbStatus(from, into)
    this.#sql.exec('DELETE FROM incidents WHERE id = ?', from)
  }

  /** Forgets the folded alerts of an incident and what ties them; its status and what people did stay. */
  empty(incident: string): void {
    this.#facets.forget([incident])
    this.#sql.exec('DELETE FROM entries WHERE incident = ?', incident)
    this.#sql.exec('DELETE FROM intervals WHERE incident = ?', incident)
  }

  /** An incident that another had absorbed is one of its own again. */
  revive(incident: string): void {
    this.#sql.exec('DELETE FROM aliases WHERE old = ?', incident)
  }

  /** The folded alerts of an incident, the earliest first; `limit` -1 is all. */
  entries(incident: string, limit: number): readonly Entry[] {
    return this.#sql
      .exec<{ entry: string }>(
        'SELECT entry FROM entries WHERE incident = ? ORDER BY first, id LIMIT ?',
        incident,
        limit,
      )
      .toArray()
      .map((row) => entryOfText(row.entry))
  }

  /** The id under which an incident is found now, or undefined. */
  resolve(id: string): string | undefined {
    return this.#sql
      .exec<{ id: string }>(
        'SELECT id FROM incidents WHERE id = ? UNION ALL SELECT incident FROM aliases WHERE old = ?',
        id,
        id,
      )
      .toArray()[0]?.id
  }

  /** Where an incident stands with people: its status and who looks into it. */
  care(incident: string): Pick<IncidentDetailJson, 'status' | 'assignee'> {
    return this.#sql
      .exec<{ status: Status; assignee: string | null }>(
        `SELECT status, (SELECT owner FROM assignees WHERE incident = incidents.id) AS assignee
         FROM incidents WHERE id = ?`,
        incident,
      )
      .one()
  }

  /** Notes an act and sets the status that follows from it. */
  act(incident: string, { verb, owner, comment, assignee }: Act, nowMs: number): void {
    this.note(incident, { verb, owner, comment }, nowMs)
    if (verb === 'assign') this.#assign(incident, assignee)
    if (verb === 'assign' || verb === 'note') return
    const status: Status = verb === 'acknowledge' ? 'acknowledged' : verb === 'close' ? 'closed' : 'open'
    this.#sql.exec('UPDATE incidents SET status = ?, through = last WHERE id = ?', status, incident)
  }

  /** Notes what somebody did, and changes nothing else. */
  note(
    incident: string,
    { verb, owner, comment }: Pick<Action, 'owner' | 'comment'> & { verb: Action['action'] },
    nowMs: number,
  ): void {
    this.#sql.exec('INSERT INTO actions VALUES (?, ?, ?, ?, ?)', incident, nowMs, verb, owner, comment)
  }

  actions(incident: string): readonly Action[] {
    return this.#sql
      .exec<{ at: number; verb: Action['action']; owner: string; comment: string }>(
        'SELECT at, verb, owner, comment FROM actions WHERE incident = ? ORDER BY at, rowid',
        incident,
      )
      .toArray()
      .map(({ at, verb, owner, comment }) => ({ at: new Date(at).toISOString(), action: verb, owner, comment }))
  }

  position(source: string): number {
    return (
      this.#sql.exec<{ position: number }>('SELECT position FROM sources WHERE source = ?', source).toArray()[0]
        ?.position ?? 0
    )
  }

  setPosition(source: string, position: number): void {
    this.#sql.exec('INSERT OR REPLACE INTO sources (source, position) VALUES (?, ?)', source, position)
  }

  #assign(incident: string, assignee: string): void {
    if (assignee === '') this.#sql.exec('DELETE FROM assignees WHERE incident = ?', incident)
    else this.#sql.exec('INSERT OR REPLACE INTO assignees VALUES (?, ?)', incident, assignee)
  }

  /** The less settled status of two incidents is that of both: open, then acknowledged, then closed. */
  #absorbStatus(from: string, into: string): void {
    const [source] = this.#sql
      .exec<{ status: Status; through: string }>('SELECT status, through FROM incidents WHERE id = ?', from)
      .toArray()
    if (source === undefined) return
    const [target] = this.#sql
      .exec<{ status: Status; through: string }>('SELECT status, through FROM incidents WHERE id = ?', into)
      .toArray()
    const order: readonly Status[] = ['open', 'acknowledged', 'closed']
    const settled =
      target === undefined || order.indexOf(source.status) < order.indexOf(target.status) ? source : target
    const through = target !== undefined && target.through > source.through ? target.through : source.through
    this.#sql.exec(
      `INSERT INTO incidents (id, rank, last, summary, status, through) SELECT ?, rank, last, summary, ?, ? FROM incidents
       WHERE id = ? ON CONFLICT (id) DO UPDATE SET status = excluded.status, through = excluded.through`,
      into,
      settled.status,
      through,
      from,
    )
  }
}

const schema = [
  `CREATE TABLE IF NOT EXISTS incidents (
     id TEXT PRIMARY KEY, status TEXT DEFAULT 'open', through TEXT DEFAULT '', rank INTEGER, last TEXT, summary TEXT)`,
  'CREATE INDEX IF NOT EXISTS incidents_newest ON incidents (last DESC, id DESC)',
  `CREATE TABLE IF NOT EXISTS entries (
     incident TEXT, fingerprint TEXT, id TEXT, rule TEXT, node TEXT, rank INTEGER, first TEXT, last TEXT, entry TEXT,
     PRIMARY KEY (incident, fingerprint))`,
  'CREATE INDEX IF NOT EXISTS entries_newest ON entries (last DESC, id DESC)',
  'CREATE INDEX IF NOT EXISTS entries_of_rule ON entries (rule, last DESC, id DESC)',
  'CREATE INDEX IF NOT EXISTS entries_of_node ON entries (node, last DESC, id DESC)',
  `CREATE TABLE IF NOT EXISTS intervals (
     key TEXT, first TEXT, last TEXT, incident TEXT, PRIMARY KEY (key, first)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS intervals_incident ON intervals (incident)',
  'CREATE TABLE IF NOT EXISTS aliases (old TEXT PRIMARY KEY, incident TEXT NOT NULL) WITHOUT ROWID',
  'CREATE INDEX IF NOT EXISTS aliases_incident ON aliases (incident)',
  `CREATE TABLE IF NOT EXISTS actions (
     incident TEXT NOT NULL, at INTEGER NOT NULL, verb TEXT NOT NULL, owner TEXT NOT NULL, comment TEXT NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS actions_incident ON actions (incident)',
  'CREATE TABLE IF NOT EXISTS assignees (incident TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS sources (source TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID',
]
