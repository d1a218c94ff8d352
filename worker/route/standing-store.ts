/**
 * What stands now and what the notifiers are still to be told, in the correlator's SQLite.
 *
 *     standing    one row an alert: the incident it is in, since when and until when it stands
 *     outbound    what became of alerts, by route, until its notifier has it
 *     routing     the alertmanager.yml in force; routing_history, when each was put there
 *     notifiers   every route that was ever told of an alert
 *     resending   how far what stood when the routing in force was put has been sent along its routes
 */
import { sha256Hex } from '../digest/sha256.ts'
import type { AlertUpdate, RoutingText } from '../notify/notifier-api.ts'
import { putRows, rowsOf } from '../sql/many-rows.ts'

/** An alert that stands, or stood until lately. */
export interface Standing {
  readonly fingerprint: string
  readonly incident: string
  readonly startsMs: number
  readonly endsMs: number
}

/** Alerts on their way to one notifier. */
export interface OutboundRow {
  readonly position: number
  readonly route: string
  readonly updates: readonly AlertUpdate[]
}

/** What is still to be sent again: alerts that began by `untilMs`, those behind the fingerprint `after`. */
export interface Resending {
  readonly after: string
  readonly untilMs: number
}

/** When a configuration was put in force. */
export interface RoutingPut {
  readonly version: number
  readonly at: string
  readonly digest: string
}

type StandingRow = { fingerprint: string; incident: string; starts: number; ends: number }

const keptMs = 3_600_000

/** Reads and writes these tables. Callers hold the transaction. */
export class StandingStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    for (const statement of schema) sql.exec(statement)
  }

  /**
   * Notes that alerts were seen and stand for `timeoutMs` from now. Answers those of which that is news: an alert that
   * stood already with most of that time left is left out, so that repeats in a flood cost one look.
   */
  touch(
    seen: readonly Pick<Standing, 'fingerprint' | 'incident'>[],
    nowMs: number,
    timeoutMs: number,
  ): readonly Standing[] {
    const known = this.#known(seen.map(({ fingerprint }) => fingerprint))
    const news = seen.flatMap(({ fingerprint, incident }) => {
      const before = known.get(fingerprint)
      const isStanding = before !== undefined && before.endsMs > nowMs
      if (isStanding && before.incident === incident && before.endsMs > nowMs + timeoutMs * 0.8) return []
      return [{ fingerprint, incident, startsMs: isStanding ? before.startsMs : nowMs, endsMs: nowMs + timeoutMs }]
    })
    this.#put(news)
    return news
  }

  /** Sets when an alert ends, at its own word. */
  end(fingerprint: string, endsMs: number): Standing | undefined {
    const before = this.get(fingerprint)
    if (before === undefined) return undefined
    const standing = { ...before, endsMs }
    this.#put([standing])
    return standing
  }

  /** Ends everything of an incident. Returns what stood. */
  endIncident(incident: string, nowMs: number): readonly Standing[] {
    const rows = this.#sql
      .exec<StandingRow>('SELECT * FROM standing WHERE incident = ? AND ends > ?', incident, nowMs)
      .toArray()
    this.#sql.exec('UPDATE standing SET ends = ? WHERE incident = ? AND ends > ?', nowMs, incident, nowMs)
    return rows.map((row) => ({ ...standingOf(row), endsMs: nowMs }))
  }

  /** One incident was absorbed by another. */
  merge(from: string, into: string): void {
    this.#sql.exec('UPDATE standing SET incident = ? WHERE incident = ?', into, from)
  }

  /** An alert is in another incident now. */
  move(fingerprint: string, from: string, into: string): void {
    if (from === into) return
    this.#sql.exec('UPDATE standing SET incident = ? WHERE fingerprint = ? AND incident = ?', into, fingerprint, from)
  }

  get(fingerprint: string): Standing | undefined {
    const row = this.#sql.exec<StandingRow>('SELECT * FROM standing WHERE fingerprint = ?', fingerprint).toArray()[0]
    return row && standingOf(row)
  }

  /** What stands at a time, the newest first. */
  all(nowMs: number, limit: number): readonly Standing[] {
    return this.#sql
      .exec<StandingRow>(
        'SELECT * FROM standing WHERE ends > ? ORDER BY starts DESC, fingerprint LIMIT ?',
        nowMs,
        limit,
      )
      .toArray()
      .map(standingOf)
  }

  /** What stands at a time of what is still to be sent again, by fingerprint. */
  toResend({ after, untilMs }: Resending, nowMs: number, limit: number): readonly Standing[] {
    return this.#sql
      .exec<StandingRow>(
        'SELECT * FROM standing WHERE fingerprint > ? AND starts <= ? AND ends > ? ORDER BY fingerprint LIMIT ?',
        after,
        untilMs,
        nowMs,
        limit,
      )
      .toArray()
      .map(standingOf)
  }

  resending(): Resending | undefined {
    return this.#sql
      .exec<{ after: string; untilMs: number }>('SELECT after, until_ms AS untilMs FROM resending')
      .toArray()[0]
  }

  /** Sends everything again from the start. What an earlier round has queued under other routes is taken back. */
  beginResending(nowMs: number): void {
    this.#sql.exec(
      `DELETE FROM outbound WHERE position > (SELECT queued_after FROM resending)
       AND position <= (SELECT queued_through FROM resending)`,
    )
    this.#sql.exec("INSERT OR REPLACE INTO resending VALUES (1, '', ?, 0, 0)", nowMs)
  }

  /** Notes that alerts up to a fingerprint are in the outbox, behind the position `queuedAfter` of it. */
  resent(after: string, queuedAfter: number): void {
    this.#sql.exec(
      'UPDATE resending SET after = ?, queued_after = ?, queued_through = ?',
      after,
      queuedAfter,
      this.lastQueued(),
    )
  }

  endResending(): void {
    this.#sql.exec('DELETE FROM resending')
  }

  /** The newest position that the outbox ever gave; 0 if none. */
  lastQueued(): number {
    return (
      this.#sql.exec<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'outbound'").toArray()[0]?.seq ?? 0
    )
  }

  /** Forgets what has been over for long. */
  prune(nowMs: number): void {
    this.#sql.exec('DELETE FROM standing WHERE ends < ?', nowMs - keptMs)
  }

  routing(): RoutingText | undefined {
    const row = this.#sql
      .exec<{ version: number; text: string; external_url: string }>('SELECT version, text, external_url FROM routing')
      .toArray()[0]
    return row && { version: row.version, text: row.text, externalUrl: row.external_url }
  }

  /** Puts a configuration in force, and notes when which one was. */
  setRouting(text: string, externalUrl: string, nowMs: number): RoutingText {
    const version = (this.routing()?.version ?? 0) + 1
    this.#sql.exec('INSERT INTO routing_history VALUES (?, ?, ?)', version, nowMs, sha256Hex(text))
    this.#sql.exec('INSERT OR REPLACE INTO routing VALUES (1, ?, ?, ?)', version, text, externalUrl)
    return { version, text, externalUrl }
  }

  /** Every configuration that was put in force, the newest first. */
  routingHistory(): readonly RoutingPut[] {
    return this.#sql
      .exec<{ version: number; at: number; digest: string }>(
        'SELECT version, at, digest FROM routing_history ORDER BY version DESC LIMIT 100',
      )
      .toArray()
      .map(({ version, at, digest }) => ({ version, at: new Date(at).toISOString(), digest: `sha256:${digest}` }))
  }

  /** Every route that has a notifier. */
  notifiers(): readonly string[] {
    return this.#sql
      .exec<{ route: string }>('SELECT route FROM notifiers ORDER BY route')
      .toArray()
      .map((row) => row.route)
  }

  enqueue(route: string, updates: readonly AlertUpdate[]): void {
    this.#sql.exec('INSERT OR IGNORE INTO notifiers VALUES (?)', route)
    this.#sql.exec('INSERT INTO outbound (route, updates) VALUES (?, ?)', route, JSON.stringify(updates))
  }

  /** The oldest that no notifier has confirmed. */
  waiting(limit: number): readonly OutboundRow[] {
    return this.#sql
      .exec<{ position: number; route: string; updates: string }>(
        'SELECT position, route, updates FROM outbound ORDER BY position LIMIT ?',
        limit,
      )
      .toArray()
      .map(({ position, route, updates }) => ({
        position,
        route,
        // The column holds what `enqueue` put there.
        updates: JSON.parse(updates) as readonly AlertUpdate[],
      }))
  }

  confirm(position: number): void {
    this.#sql.exec('DELETE FROM outbound WHERE position = ?', position)
  }

  #known(fingerprints: readonly string[]): ReadonlyMap<string, Standing> {
    const rows = rowsOf<StandingRow>(
      this.#sql,
      'SELECT * FROM standing WHERE fingerprint IN (SELECT value FROM json_each(?))',
      fingerprints,
    )
    return new Map([...rows].map((row) => [row.fingerprint, standingOf(row)]))
  }

  #put(all: readonly Standing[]): void {
    putRows(
      this.#sql,
      'INSERT OR FAIL INTO standing (fingerprint, incident, starts, ends)',
      4,
      all.map(({ fingerprint, incident, startsMs, endsMs }) => [fingerprint, incident, startsMs, endsMs]),
      'ON CONFLICT (fingerprint) DO UPDATE SET incident = excluded.incident, starts = excluded.starts, ends = excluded.ends',
    )
  }
}

const standingOf = (row: StandingRow): Standing => ({
  fingerprint: row.fingerprint,
  incident: row.incident,
  startsMs: row.starts,
  endsMs: row.ends,
})

const schema = [
  `CREATE TABLE IF NOT EXISTS standing (
     fingerprint TEXT PRIMARY KEY, incident TEXT, starts INTEGER, ends INTEGER) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS standing_incident ON standing (incident)',
  'CREATE INDEX IF NOT EXISTS standing_ends ON standing (ends)',
  'CREATE TABLE IF NOT EXISTS outbound (position INTEGER PRIMARY KEY AUTOINCREMENT, route TEXT NOT NULL, updates TEXT NOT NULL)',
  `CREATE TABLE IF NOT EXISTS routing (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1), version INTEGER NOT NULL, text TEXT NOT NULL,
     external_url TEXT NOT NULL)`,
  'CREATE TABLE IF NOT EXISTS routing_history (version INTEGER PRIMARY KEY, at INTEGER NOT NULL, digest TEXT NOT NULL)',
  'CREATE TABLE IF NOT EXISTS notifiers (route TEXT PRIMARY KEY) WITHOUT ROWID',
  `CREATE TABLE IF NOT EXISTS resending (
     only_row INTEGER PRIMARY KEY CHECK (only_row = 1), after TEXT NOT NULL, until_ms INTEGER NOT NULL,
     queued_after INTEGER NOT NULL, queued_through INTEGER NOT NULL)`,
]
