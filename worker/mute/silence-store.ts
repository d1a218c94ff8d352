/**
 * Silences in SQLite, and who did what to them.
 *
 *     silences        one row a silence
 *     silence_audit   every act, in order, never changed
 */
import type { MatcherText } from '../matchers/matcher.ts'
import { type ReadySilence, readySilence, type Silence, type SilenceRequest, silenceState } from './silence.ts'

/** One act on a silence. */
export interface SilenceAct {
  readonly at: string
  readonly action: 'create' | 'update' | 'expire'
  readonly by: string
  readonly comment: string
}

/** How long an expired silence is shown. */
const keptMs = 5 * 86_400_000

/** Reads and writes silences. Callers hold the transaction; `newId` gives a fresh id. */
export class SilenceStore {
  readonly #sql: SqlStorage
  readonly #newId: () => string
  #ready: readonly ReadySilence[] | undefined

  constructor(sql: SqlStorage, newId: () => string) {
    this.#sql = sql
    this.#newId = newId
    for (const statement of schema) sql.exec(statement)
  }

  /** All silences that have not been expired for long, the latest to end first. */
  all(): readonly ReadySilence[] {
    this.#ready ??= this.#sql
      .exec<SilenceRow>('SELECT * FROM silences ORDER BY ends DESC, id')
      .toArray()
      .map((row) => readySilence(silenceOf(row)))
    return this.#ready
  }

  /** Those in force at a time. */
  inForce(nowMs: number): readonly ReadySilence[] {
    return this.all().filter((silence) => silenceState(silence, nowMs) === 'active')
  }

  get(id: string): Silence | undefined {
    return this.all().find((silence) => silence.id === id)
  }

  acts(id: string): readonly SilenceAct[] {
    return this.#sql
      .exec<{ at: number; action: SilenceAct['action']; actor: string; comment: string }>(
        'SELECT at, action, actor, comment FROM silence_audit WHERE id = ? ORDER BY rowid',
        id,
      )
      .toArray()
      .map(({ at, action, actor, comment }) => ({ at: new Date(at).toISOString(), action, by: actor, comment }))
  }

  /**
   * Stores a silence and returns its id. One that is changed keeps its id as long as what it has muted so far stays
   * true; otherwise it ends now and a new one takes its place. Undefined if `id` names none.
   */
  put(request: SilenceRequest, nowMs: number): string | undefined {
    if (request.id === undefined) return this.#create(request, nowMs)
    const before = this.get(request.id)
    if (before === undefined) return undefined
    if (!mayChange(before, request, nowMs)) {
      if (silenceState(before, nowMs) !== 'expired') this.expire(before.id, request.createdBy, nowMs)
      return this.#create(request, nowMs)
    }
    const startsMs = silenceState(before, nowMs) === 'active' ? before.startsMs : request.startsMs
    this.#write({ ...request, id: before.id, startsMs, updatedMs: nowMs }, 'update', nowMs)
    return before.id
  }

  /** Ends a silence now. What is over already stays as it is. False if there is none. */
  expire(id: string, by: string, nowMs: number): boolean {
    const silence = this.get(id)
    if (silence === undefined) return false
    if (silenceState(silence, nowMs) === 'expired') return true
    const startsMs = Math.min(silence.startsMs, nowMs)
    const { matchers, createdBy, comment } = silence
    const ended = { id, matchers, createdBy, comment, startsMs, endsMs: nowMs, updatedMs: nowMs }
    this.#write(ended, 'expire', nowMs, by)
    return true
  }

  #create(request: SilenceRequest, nowMs: number): string {
    const id = this.#newId()
    this.#write({ ...request, id, updatedMs: nowMs }, 'create', nowMs)
    this.#sql.exec('DELETE FROM silences WHERE ends < ?', nowMs - keptMs)
    return id
  }

  #write(silence: Silence, action: SilenceAct['action'], nowMs: number, by = silence.createdBy): void {
    const { id, startsMs, endsMs, updatedMs, createdBy, comment } = silence
    this.#sql.exec(
      'INSERT OR REPLACE INTO silences VALUES (?, ?, ?, ?, ?, ?, ?)',
      id,
      JSON.stringify(silence.matchers),
      startsMs,
      endsMs,
      updatedMs,
      createdBy,
      comment,
    )
    this.#sql.exec('INSERT INTO silence_audit VALUES (?, ?, ?, ?, ?)', id, nowMs, action, by, comment)
    this.#ready = undefined
  }
}

const mayChange = (before: Silence, request: SilenceRequest, nowMs: number): boolean => {
  if (JSON.stringify(before.matchers) !== JSON.stringify(request.matchers)) return false
  return silenceState(before, nowMs) !== 'expired'
}

type SilenceRow = {
  id: string
  matchers: string
  starts: number
  ends: number
  updated: number
  created_by: string
  comment: string
}

const silenceOf = (row: SilenceRow): Silence => ({
  id: row.id,
  // The column holds what `#write` put there.
  matchers: JSON.parse(row.matchers) as readonly MatcherText[],
  startsMs: row.starts,
  endsMs: row.ends,
  updatedMs: row.updated,
  createdBy: row.created_by,
  comment: row.comment,
})

const schema = [
  `CREATE TABLE IF NOT EXISTS silences (
     id TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
     updated INTEGER NOT NULL, created_by TEXT NOT NULL, comment TEXT NOT NULL) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS silence_audit (
     id TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, comment TEXT NOT NULL)`,
  'CREATE INDEX IF NOT EXISTS silence_audit_id ON silence_audit (id)',
]
