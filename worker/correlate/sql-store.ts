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
import { Packr } from 'msgpackr'
import type { IncidentDetailJson } from '#schema/incident'
import { rankOf } from '#schema/priority'
import type { Status } from '../query/incident-json.ts'
import type { Act } from './correlator-api.ts'
import { type Entry, mergeEntries } from './entry.ts'
import type { IncidentStore, Interval } from './place.ts'
import type { Summary } from './summary.ts'

/** What an operator did, as the API shows it. */
export type Action = IncidentDetailJson['actions'][number]

const packr = new Packr({ useRecords: false, int64AsType: 'bigint' })

/** Nanoseconds as stored. */
export const timeText = (timeNs: bigint): string => timeNs.toString().padStart(20, '0')

/** Reads and writes the tables of the correlator. Callers hold the transaction. */
export class SqlStore implements IncidentStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  intervals(key: string, fromNs: bigint, toNs: bigint): readonly Interval[] {
    return this.#sql
      .exec<{ first: string; last: string; incident: string }>(
        'SELECT first, last, incident FROM intervals WHERE key = ? AND last >= ? AND first <= ?',
        key,
        timeText(fromNs < 0n ? 0n : fromNs),
        timeText(toNs),
      )
      .toArray()
      .map((row) => ({ key, firstNs: BigInt(row.first), lastNs: BigInt(row.last), incident: row.incident }))
  }

  removeInterval({ key, firstNs }: Interval): void {
    this.#sql.exec('DELETE FROM intervals WHERE key = ? AND first = ?', key, timeText(firstNs))
  }

  putInterval({ key, firstNs, lastNs, incident }: Interval): void {
    this.#sql.exec(
      'INSERT OR REPLACE INTO intervals (key, first, last, incident) VALUES (?, ?, ?, ?)',
      key,
      timeText(firstNs),
      timeText(lastNs),
      incident,
    )
  }

  summary(incident: string): Summary {
    return unpack<Summary>(
      this.#sql.exec<{ summary: ArrayBuffer }>('SELECT summary FROM incidents WHERE id = ?', incident).one().summary,
    )
  }

  putSummary(incident: string, summary: Summary): void {
    const rank = Math.min(...Object.values(summary.rules).map((rule) => rule.rank))
    const last = timeText(summary.last.timeNs)
    this.#sql.exec(
      `INSERT INTO incidents (id, rank, last, summary) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET rank = excluded.rank, last = excluded.last, summary = excluded.summary`,
      incident,
      rank,
      last,
      packr.pack(summary),
    )
    // What was closed and shows new activity is open again.
    this.#sql.exec(
      "UPDATE incidents SET status = 'open' WHERE id = ? AND status = 'closed' AND through < last",
      incident,
    )
  }

  entry(incident: string, fingerprint: string): Entry | undefined {
    const row = this.#sql
      .exec<{ entry: ArrayBuffer }>(
        'SELECT entry FROM entries WHERE incident = ? AND fingerprint = ?',
        incident,
        fingerprint,
      )
      .toArray()[0]
    return row && unpack<Entry>(row.entry)
  }

  putEntry(incident: string, entry: Entry): void {
    const { alert, node } = entry.sample
    this.#sql.exec(
      `INSERT OR REPLACE INTO entries (incident, fingerprint, id, rule, node, rank, first, last, entry)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      incident,
      entry.fingerprint,
      entry.first.id,
      alert.rule,
      node,
      rankOf(alert.priority),
      timeText(entry.first.timeNs),
      timeText(alert.timeNs),
      packr.pack(entry),
    )
  }

  absorb(from: string, into: string): void {
    for (const entry of this.entries(from, -1)) {
      const before = this.entry(into, entry.fingerprint)
      this.putEntry(into, before === undefined ? entry : mergeEntries(before, entry))
    }
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
      .exec<{ entry: ArrayBuffer }>(
        'SELECT entry FROM entries WHERE incident = ? ORDER BY first, id LIMIT ?',
        incident,
        limit,
      )
      .toArray()
      .map((row) => unpack<Entry>(row.entry))
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

/** Blobs hold what this file packed, so their shape is known. */
export const unpack = <T>(blob: ArrayBuffer): T => packr.unpack(new Uint8Array(blob)) as T

const schema = [
  `CREATE TABLE IF NOT EXISTS incidents (
     id TEXT PRIMARY KEY, status TEXT NOT NULL DEFAULT 'open', through TEXT NOT NULL DEFAULT '', rank INTEGER NOT NULL,
     last TEXT NOT NULL, summary BLOB NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS incidents_newest ON incidents (last DESC, id DESC)',
  `CREATE TABLE IF NOT EXISTS entries (
     incident TEXT NOT NULL, fingerprint TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL, node TEXT NOT NULL,
     rank INTEGER NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, entry BLOB NOT NULL,
     PRIMARY KEY (incident, fingerprint))`,
  'CREATE INDEX IF NOT EXISTS entries_newest ON entries (last DESC, id DESC)',
  `CREATE TABLE IF NOT EXISTS intervals (
     key TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, incident TEXT NOT NULL, PRIMARY KEY (key, first))
     WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS intervals_incident ON intervals (incident)',
  'CREATE TABLE IF NOT EXISTS aliases (old TEXT PRIMARY KEY, incident TEXT NOT NULL) WITHOUT ROWID',
  'CREATE INDEX IF NOT EXISTS aliases_incident ON aliases (incident)',
  `CREATE TABLE IF NOT EXISTS actions (
     incident TEXT NOT NULL, at INTEGER NOT NULL, verb TEXT NOT NULL, owner TEXT NOT NULL, comment TEXT NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS actions_incident ON actions (incident)',
  'CREATE TABLE IF NOT EXISTS assignees (incident TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID',
  'CREATE TABLE IF NOT EXISTS sources (source TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID',
]
