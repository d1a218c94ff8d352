/**
 * The single writer of a tenant's incidents. It takes logged batches from every ingest shard, each position once, in
 * one transaction with what follows from it, and tells the live stream what changed after the transaction.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AlertJson, IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import { type Bindings, tenant } from '../bindings.ts'
import { parseBatch } from '../ingest/parse-batch.ts'
import type { LogRow } from '../ingest/shard-store.ts'
import type { LiveMessage } from '../live/live-api.ts'
import type { Query } from '../query/filter.ts'
import { alertJson, incidentJson } from '../query/incident-json.ts'
import { alertPage, incidentPage } from '../query/pages.ts'
import { BufferedStore } from './buffered-store.ts'
import { Changes } from './changes.ts'
import type { Act, CorrelatorApi } from './correlator-api.ts'
import { occurrencesOf } from './occurrence.ts'
import { place } from './place.ts'
import { Reasons } from './reason.ts'
import { SqlStore } from './sql-store.ts'

/** How many folded alerts an incident's page shows; `/v1/alerts?incident=` pages through all. */
const timelineLimit = 1000

/** Holds the incidents of a tenant. */
export class Correlator extends DurableObject<Bindings> implements CorrelatorApi {
  readonly #store: SqlStore

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#store = new SqlStore(ctx.storage.sql)
  }

  async take(source: string, rows: readonly LogRow[]): Promise<number> {
    const changes = new Changes()
    const position = this.ctx.storage.transactionSync(() => this.#takeNew(source, rows, changes))
    this.#publish(this.#messages(changes))
    return position
  }

  async incidents(query: Query): Promise<Page<IncidentJson>> {
    return incidentPage(this.ctx.storage.sql, query)
  }

  async alerts(query: Query): Promise<Page<AlertJson>> {
    const incident = query.incident === undefined ? undefined : (this.#store.resolve(query.incident) ?? query.incident)
    return alertPage(this.ctx.storage.sql, { ...query, incident })
  }

  async incident(id: string): Promise<IncidentDetailJson | null> {
    const found = this.#store.resolve(id)
    if (found === undefined) return null
    const reasons = new Reasons()
    return {
      ...this.#incidentJson(found),
      timeline: this.#store
        .entries(found, timelineLimit)
        .map((entry) => ({ ...alertJson(found, entry), reason: reasons.next(entry) })),
      actions: this.#store.actions(found),
    }
  }

  async act(id: string, act: Act, nowMs: number): Promise<IncidentJson | null> {
    const found = this.#store.resolve(id)
    if (found === undefined) return null
    this.ctx.storage.transactionSync(() => this.#store.act(found, act, nowMs))
    const incident = this.#incidentJson(found)
    this.#publish([{ kind: 'incident', incident }])
    return incident
  }

  #takeNew(source: string, rows: readonly LogRow[], changes: Changes): number {
    const buffered = new BufferedStore(this.#store)
    let position = this.#store.position(source)
    for (const row of rows) {
      if (row.position <= position) continue
      const parsed = parseBatch(row.body)
      position = row.position
      if (parsed.kind === 'faults') {
        // Only a worker with stricter limits than the one that logged it comes here. The body stays in the shard's log.
        console.error(`correlate: position ${row.position} of ${source} does not parse any more`, parsed.faults)
        continue
      }
      for (const occurrence of occurrencesOf(parsed.batch)) changes.add(occurrence, place(occurrence, buffered))
    }
    buffered.flush()
    this.#store.setPosition(source, position)
    return position
  }

  #messages(changes: Changes): readonly LiveMessage[] {
    const messages: LiveMessage[] = changes.merges.map(([from, into]) => ({ kind: 'merged', from, into }))
    for (const incident of changes.incidents)
      messages.push({ kind: 'incident', incident: this.#incidentJson(incident) })
    for (const [incident, fingerprint] of changes.entries) {
      const entry = this.#store.entry(incident, fingerprint)
      if (entry !== undefined) messages.push({ kind: 'alert', alert: alertJson(incident, entry) })
    }
    return messages
  }

  #incidentJson(id: string): IncidentJson {
    return incidentJson(id, this.#store.status(id), this.#store.summary(id))
  }

  /** The stream is a convenience: who missed a message reads the list again, so a failure is only logged. */
  #publish(messages: readonly LiveMessage[]): void {
    if (messages.length === 0) return
    const sent = this.env.LIVE.getByName(tenant).publish(messages)
    this.ctx.waitUntil(sent.catch((cause) => console.error('live: not published', cause)))
  }
}
