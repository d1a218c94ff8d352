/**
 * The single writer of a tenant's incidents and silences. It takes folded alerts from every ingest shard, each position
 * once, in one transaction with what follows from it: incidents, alerts that stand, and what notifiers are to know.
 * After the transaction it tells the live stream and the notifiers; an alarm goes on where a crash cut that off.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AlertJson, IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import { atomically } from '../atomically.ts'
import { type AuditEntry, AuditStore, type Author } from '../audit/audit-store.ts'
import { type Bindings, tenantOfObject } from '../bindings.ts'
import type { ConfigPut, ConfigText } from '../config/config-store.ts'
import { Findings } from '../config/finding.ts'
import { type DedupeAnswer, DedupeDesk } from '../dedupe/dedupe-desk.ts'
import { unpackFolds } from '../ingest/fold.ts'
import type { HandedFolds, Taken } from '../ingest/hand-over.ts'
import type { LiveMessage } from '../live/live-api.ts'
import type { Labels } from '../matchers/labels.ts'
import { type MatcherText, matchAll, matcherOf } from '../matchers/matcher.ts'
import { measureCorrelator } from '../metrics/measure-correlator.ts'
import type { CorrelatorMeasures } from '../metrics/measures.ts'
import { type SilenceJson, type SilenceRequest, silenceJson } from '../mute/silence.ts'
import { type SilenceAct, SilenceStore } from '../mute/silence-store.ts'
import type { AlertUpdate, RoutingText, Verdicts } from '../notify/notifier-api.ts'
import { type ProposedException, proposeException } from '../query/exception.ts'
import type { Query } from '../query/filter.ts'
import { alertJson, incidentJson } from '../query/incident-json.ts'
import { alertPage, entriesOfRule, incidentPage } from '../query/pages.ts'
import { type Retention, RetentionStore } from '../query/retention.ts'
import { type RuleNoise, RuleStats } from '../query/rule-stats.ts'
import { AlertDesk, type Seen } from '../route/alert-desk.ts'
import { dispatchAll } from '../route/dispatch.ts'
import { type ExplainedRoute, explainRoutes } from '../route/explain.ts'
import { readRouting } from '../route/read-routing.ts'
import { routesOf } from '../route/routing.ts'
import { type RoutingPut, StandingStore } from '../route/standing-store.ts'
import { type CorrelationAnswer, CorrelationDesk } from '../sigma/desk.ts'
import type { Counted } from '../sigma/engine.ts'
import { BufferedStore } from './buffered-store.ts'
import { Changes } from './changes.ts'
import type {
  Act,
  CorrelatorApi,
  JoinRequest,
  RoutingAnswer,
  SplitAnswer,
  SplitRequest,
  StandingAlert,
} from './correlator-api.ts'
import { entryOfFold } from './entry.ts'
import { Joiner } from './joiner.ts'
import { withMutes } from './muted-incidents.ts'
import { isEnd, type Occurrence } from './occurrence.ts'
import { applyPatch } from './patch.ts'
import { place, placeEntry } from './place.ts'
import { Reasons } from './reason.ts'
import { Separations } from './separations.ts'
import { sharedTies } from './split.ts'
import { SqlStore } from './sql-store.ts'

/** How many folded alerts an incident's page shows; `/v1/alerts?incident=` pages through all. */
const timelineLimit = 1000

/** How many ties an incident's page shows. */
const maxTies = 50

/** How many parts of a split its answer shows. */
const maxParts = 100

/** How many folded alerts of a rule a proposed exception looks at. */
const exceptionLimit = 2000

/** Every how many rounds of batches what is too old is looked for. */
const sweepEvery = 64

/** How many standing alerts one answer holds. */
const maxStanding = 10_000

/** How soon the alarm takes over what notifiers have not been told, in milliseconds. */
const resumeAfterMs = 5_000

/** Holds the incidents of a tenant. */
export class Correlator extends DurableObject<Bindings> implements CorrelatorApi {
  readonly #store: SqlStore
  readonly #standing: StandingStore
  readonly #silences: SilenceStore
  readonly #desk: AlertDesk
  readonly #correlations: CorrelationDesk
  readonly #ruleStats: RuleStats
  readonly #audit: AuditStore
  readonly #retention: RetentionStore
  readonly #separations: Separations
  readonly #joiner: Joiner
  readonly #dedupe: DedupeDesk
  #rounds = 0
  #isDispatching = false

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#store = new SqlStore(ctx.storage.sql)
    this.#standing = new StandingStore(ctx.storage.sql)
    this.#silences = new SilenceStore(ctx.storage.sql, () => crypto.randomUUID())
    this.#correlations = new CorrelationDesk(ctx.storage.sql)
    this.#ruleStats = new RuleStats(ctx.storage.sql)
    this.#audit = new AuditStore(ctx.storage.sql)
    this.#retention = new RetentionStore(ctx.storage.sql)
    this.#separations = new Separations(ctx.storage.sql)
    this.#dedupe = new DedupeDesk(ctx.storage.sql)
    this.#joiner = new Joiner(this.#store, this.#standing, this.#separations)
    this.#desk = new AlertDesk(
      this.#standing,
      this.#silences,
      ({ incident, fingerprint }) => this.#store.entry(this.#store.resolve(incident) ?? incident, fingerprint)?.sample,
      Date.now(),
      () => this.#correlations.muted,
    )
  }

  async take(source: string, handed: HandedFolds): Promise<Taken> {
    const position = this.#store.position(source)
    const singles = this.#singles
    if (handed.singleVersion !== singles.version) return { position, singles }
    if (handed.after !== position) return { position }
    const changes = new Changes()
    atomically(this.ctx, () => this.#takeNew(source, handed, changes))
    this.#publishChanges(changes)
    this.#startDispatching()
    this.#wakeForWindows()
    this.#sweep()
    return { position: handed.through }
  }

  async alarm(): Promise<void> {
    this.#closeWindows()
    // What goes on for longer than one alarm keeps another ahead of it.
    if (this.#isDispatching) await this.ctx.storage.setAlarm(Date.now() + resumeAfterMs)
    else await this.#dispatch()
    await this.#setWindowAlarm()
  }

  async incidents(query: Query): Promise<Page<IncidentJson>> {
    const page = incidentPage(this.ctx.storage.sql, query, this.#ruleStats.shareOf)
    return { ...page, items: page.items.map((incident) => this.#withMutes(incident)) }
  }

  async alerts(query: Query): Promise<Page<AlertJson>> {
    const incident = query.incident === undefined ? undefined : (this.#store.resolve(query.incident) ?? query.incident)
    return alertPage(this.ctx.storage.sql, { ...query, incident })
  }

  async incident(id: string): Promise<IncidentDetailJson | null> {
    const found = this.#store.resolve(id)
    if (found === undefined) return null
    const { isCut } = this.#separations
    const reasons = new Reasons(isCut)
    const entries = this.#store.entries(found, timelineLimit)
    return {
      ...this.#incidentJson(found),
      ties: sharedTies(entries, isCut, maxTies),
      ledBy: this.#correlations.ledBy(entries, (one) => this.#store.resolve(one)),
      timeline: entries.map((entry) => ({ ...alertJson(found, entry), reason: reasons.next(entry) })),
      actions: this.#store.actions(found),
    }
  }

  async act(id: string, act: Act, nowMs: number, author: Author): Promise<IncidentJson | null> {
    const found = this.#store.resolve(id)
    if (found === undefined) return null
    this.ctx.storage.transactionSync(() => {
      this.#store.act(found, act, nowMs)
      this.#audit.note(author, act.assignee || act.comment, nowMs)
      if (act.verb === 'close') this.#desk.endIncident(found, nowMs)
    })
    this.#startDispatching()
    const incident = this.#incidentJson(found)
    this.#publish([{ kind: 'incident', incident }])
    return incident
  }

  async split(id: string, request: SplitRequest, nowMs: number, author: Author): Promise<SplitAnswer> {
    const answer = this.ctx.storage.transactionSync(() => {
      const split = this.#joiner.split(id, request, nowMs)
      if (split.kind === 'split') this.#audit.note(author, request.tie, nowMs)
      return split
    })
    if (answer.kind !== 'split') return answer
    const incidents = answer.parts.slice(0, maxParts).map((part) => this.#incidentJson(part))
    this.#publish(incidents.map((incident) => ({ kind: 'incident', incident })))
    return { kind: 'split', incidents }
  }

  async merge(id: string, request: JoinRequest, nowMs: number, author: Author): Promise<IncidentJson | null> {
    const placement = this.ctx.storage.transactionSync(() => {
      const merged = this.#joiner.merge(id, request, nowMs)
      if (merged !== undefined) this.#audit.note(author, request.incident, nowMs)
      return merged
    })
    if (placement === undefined) return null
    const incident = this.#incidentJson(placement.incident)
    const merges = placement.absorbed.map((from): LiveMessage => ({ kind: 'merged', from, into: placement.incident }))
    this.#publish([...merges, { kind: 'incident', incident }])
    return incident
  }

  async silences(nowMs: number): Promise<readonly SilenceJson[]> {
    return this.#silences.all().map((silence) => silenceJson(silence, nowMs))
  }

  async silence(id: string, nowMs: number): Promise<(SilenceJson & { readonly acts: readonly SilenceAct[] }) | null> {
    const silence = this.#silences.get(id)
    return silence === undefined ? null : { ...silenceJson(silence, nowMs), acts: this.#silences.acts(id) }
  }

  async putSilence(request: SilenceRequest, nowMs: number, author: Author): Promise<string | null> {
    return this.ctx.storage.transactionSync(() => {
      const id = this.#silences.put(request, nowMs)
      if (id !== undefined) this.#audit.note(author, id, nowMs)
      return id ?? null
    })
  }

  async expireSilence(id: string, by: string, nowMs: number, author: Author): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => {
      const isFound = this.#silences.expire(id, by, nowMs)
      if (isFound) this.#audit.note(author, id, nowMs)
      return isFound
    })
  }

  async routing(): Promise<RoutingText | null> {
    return this.#standing.routing() ?? null
  }

  async routingHistory(): Promise<readonly RoutingPut[]> {
    return this.#standing.routingHistory()
  }

  async setRouting(text: string, externalUrl: string, nowMs: number, author: Author): Promise<RoutingAnswer> {
    const findings = new Findings()
    const routing = readRouting(text, findings)
    const { faults, ignored } = findings
    if (routing === undefined) return { kind: 'refused', faults, ignored }
    const { version } = this.ctx.storage.transactionSync(() => {
      const inForce = this.#standing.setRouting(text, externalUrl, nowMs)
      this.#desk.use(inForce, nowMs)
      this.#desk.sendAgain(nowMs)
      this.#audit.note(author, `version ${inForce.version}`, nowMs)
      return inForce
    })
    this.#startDispatching()
    return { kind: 'in_force', version, ignored }
  }

  async rules(hours: number, limit: number, offset: number, nowMs: number): Promise<readonly RuleNoise[]> {
    return this.#ruleStats.noise(hours, limit, offset, nowMs)
  }

  async proposeException(rule: string): Promise<ProposedException | null> {
    return proposeException(rule, entriesOfRule(this.ctx.storage.sql, rule, exceptionLimit)) ?? null
  }

  async noteChange(author: Author, detail: string, nowMs: number): Promise<void> {
    this.#audit.note(author, detail, nowMs)
  }

  async audit(limit: number, beforeId: number): Promise<Page<AuditEntry>> {
    return this.#audit.page(limit, beforeId)
  }

  async retention(): Promise<Retention> {
    return this.#retention.inForce
  }

  async setRetention(retention: Retention, nowMs: number, author: Author): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#retention.put(retention)
      this.#audit.note(author, `${retention.maxAgeDays} days, ${retention.maxMegabytes} MB`, nowMs)
    })
  }

  async measure(nowMs: number): Promise<CorrelatorMeasures> {
    const { sql } = this.ctx.storage
    return {
      ...measureCorrelator(sql, nowMs),
      uncounted: this.#correlations.uncounted,
      databaseBytes: sql.databaseSize,
      retention: this.#retention.inForce,
    }
  }

  async correlations(): Promise<(ConfigText & { readonly history: readonly ConfigPut[] }) | null> {
    const { inForce, history } = this.#correlations
    return inForce === undefined ? null : { ...inForce, history }
  }

  async setCorrelations(text: string, nowMs: number, author: Author): Promise<CorrelationAnswer> {
    return this.ctx.storage.transactionSync(() => {
      const answer = this.#correlations.put(text, nowMs)
      if (answer.kind === 'in_force') this.#audit.note(author, `version ${answer.version}`, nowMs)
      return answer
    })
  }

  async dedupe(): Promise<(ConfigText & { readonly history: readonly ConfigPut[] }) | null> {
    const { inForce, history } = this.#dedupe
    return inForce === undefined ? null : { ...inForce, history }
  }

  async setDedupe(text: string, nowMs: number, author: Author): Promise<DedupeAnswer> {
    return this.ctx.storage.transactionSync(() => {
      const answer = this.#dedupe.put(text, nowMs)
      if (answer.kind === 'in_force') this.#audit.note(author, `version ${answer.version}`, nowMs)
      return answer
    })
  }

  /** The rules whose alerts must not be folded on the way. Both versions only grow, and so does their sum. */
  get #singles(): { readonly version: number; readonly rules: readonly string[] } {
    const [counted, chosen] = [this.#correlations.singles, this.#dedupe.singles]
    return { version: counted.version + chosen.version, rules: [...new Set([...counted.rules, ...chosen.rules])] }
  }

  async explain(labels: Labels, nowMs: number): Promise<readonly ExplainedRoute[] | null> {
    const { routing } = this.#desk
    return routing === undefined ? null : explainRoutes(routing, labels, this.#desk.mutedBy('', labels, nowMs), nowMs)
  }

  async verdicts(alerts: readonly Pick<AlertUpdate, 'fingerprint' | 'labels'>[]): Promise<Verdicts> {
    const nowMs = Date.now()
    return Object.fromEntries(
      alerts.map(({ fingerprint, labels }) => [fingerprint, this.#desk.mutedBy(fingerprint, labels, nowMs)]),
    )
  }

  async standing(matchers: readonly MatcherText[], nowMs: number): Promise<readonly StandingAlert[]> {
    const { routing } = this.#desk
    const wanted = matchers.map(matcherOf)
    const found = this.#desk.alerts(nowMs).filter((alert) => matchAll(wanted, alert.labels))
    return found.slice(0, maxStanding).map((alert) => ({
      ...alert,
      mutedBy: this.#desk.mutedEverywhereBy(alert.fingerprint, alert.labels, nowMs),
      receivers: routing === undefined ? [] : routesOf(routing.root, alert.labels).map((route) => route.receiver),
    }))
  }

  async notifiers(): Promise<readonly string[]> {
    return this.#standing.notifiers()
  }

  #takeNew(source: string, { folds, through }: HandedFolds, changes: Changes): void {
    const buffered = new BufferedStore(this.#store)
    const seen = new Map<string, Seen>()
    const ended = new Map<string, Occurrence>()
    const patches: Occurrence[] = []
    const counted: Counted[] = []
    const heard = new Map<string, number>()
    const entries = unpackFolds(folds).map((fold) => entryOfFold(fold, this.#dedupe.fieldsOf))
    buffered.prepare(entries)
    for (const entry of entries) {
      const occurrence = entry.sample
      const { rule } = occurrence.alert
      if (occurrence.alert.patches !== undefined) {
        patches.push(occurrence)
        continue
      }
      if (isEnd(occurrence.alert)) {
        ended.set(occurrence.fingerprint, occurrence)
        continue
      }
      ended.delete(occurrence.fingerprint)
      const placement = placeEntry(entry, buffered, this.#separations.isCut)
      changes.add(occurrence, placement)
      seen.set(occurrence.fingerprint, { incident: placement.incident, occurrence })
      heard.set(rule, (heard.get(rule) ?? 0) + entry.count)
      if (this.#correlations.wants(rule)) counted.push({ incident: placement.incident, occurrence })
    }
    this.#ruleStats.note(heard, Date.now())
    this.#placeFound(this.#correlations.see(counted, Date.now()), buffered, changes, seen)
    this.#settle(buffered, changes, seen)
    for (const patch of patches) this.#patch(patch, changes)
    this.#desk.end([...ended.values()])
    this.#store.setPosition(source, through)
  }

  /** What correlations found becomes incidents of its own. */
  #placeFound(found: readonly Occurrence[], store: BufferedStore, changes: Changes, seen: Map<string, Seen>): void {
    for (const occurrence of found) {
      const placement = place(occurrence, store, this.#separations.isCut)
      changes.add(occurrence, placement)
      seen.set(occurrence.fingerprint, { incident: placement.incident, occurrence })
    }
  }

  #settle(buffered: BufferedStore, changes: Changes, seen: ReadonlyMap<string, Seen>): void {
    buffered.flush()
    for (const [from, into] of changes.merges) this.#standing.merge(from, into)
    const isMerged = changes.merges.length > 0
    const settled = [...seen.values()].map((one) =>
      isMerged ? { ...one, incident: this.#store.resolve(one.incident) ?? one.incident } : one,
    )
    this.#desk.see(settled, Date.now())
  }

  /** Completes an alert that came before, and tells the live stream. */
  #patch(patch: Occurrence, changes: Changes): void {
    const placement = applyPatch(patch, this.#store, this.#separations.isCut)
    if (placement === undefined) return
    for (const from of placement.absorbed) this.#standing.merge(from, placement.incident)
    changes.add(patch, placement)
  }

  /** What is too old goes a little at a time, beside the batches that come in. */
  #sweep(): void {
    if (this.#rounds++ % sweepEvery !== 0) return
    this.ctx.storage.transactionSync(() => {
      this.#ruleStats.prune(Date.now())
      this.#retention.sweep(Date.now(), this.ctx.storage.sql.databaseSize)
    })
  }

  #closeWindows(): void {
    const changes = new Changes()
    this.ctx.storage.transactionSync(() => {
      const found = this.#correlations.close(Date.now())
      if (found.length === 0) return
      const buffered = new BufferedStore(this.#store)
      const seen = new Map<string, Seen>()
      this.#placeFound(found, buffered, changes, seen)
      this.#settle(buffered, changes, seen)
    })
    this.#publishChanges(changes)
  }

  #wakeForWindows(): void {
    this.ctx.waitUntil(this.#setWindowAlarm())
  }

  /** The alarm serves the notifiers, too: it is only ever set to something earlier. */
  async #setWindowAlarm(): Promise<void> {
    const closesMs = this.#correlations.nextCloseMs()
    if (closesMs === undefined) return
    const alarmMs = await this.ctx.storage.getAlarm()
    if (alarmMs === null || alarmMs > closesMs) await this.ctx.storage.setAlarm(Math.max(closesMs, Date.now() + 1))
  }

  #messages(changes: Changes): readonly LiveMessage[] {
    const messages: LiveMessage[] = changes.merges.map(([from, into]) => ({ kind: 'merged', from, into }))
    // Another round may have merged it away since.
    for (const incident of changes.incidents)
      if (this.#store.resolve(incident) === incident)
        messages.push({ kind: 'incident', incident: this.#incidentJson(incident) })
    for (const [incident, fingerprint] of changes.entries) {
      const entry = this.#store.entry(incident, fingerprint)
      if (entry !== undefined) messages.push({ kind: 'alert', alert: alertJson(incident, entry) })
    }
    return messages
  }

  #incidentJson(id: string): IncidentJson {
    return this.#withMutes(incidentJson(id, this.#store.care(id), this.#store.summary(id), this.#ruleStats.shareOf))
  }

  #withMutes(incident: IncidentJson): IncidentJson {
    return withMutes(incident, this.#desk, (id, limit) => this.#store.entries(id, limit), Date.now())
  }

  /** The alarm is set first: if this process ends before the notifiers know, it goes on. */
  #startDispatching(): void {
    if (this.#standing.waiting(1).length === 0 && this.#standing.resending() === undefined) return
    if (!this.#isDispatching) this.ctx.waitUntil(this.ctx.storage.setAlarm(Date.now() + resumeAfterMs))
    this.ctx.waitUntil(this.#dispatch())
  }

  async #dispatch(): Promise<void> {
    if (this.#isDispatching) return
    this.#isDispatching = true
    try {
      const tenant = tenantOfObject(this.ctx.id)
      await dispatchAll(this.#standing, this.env, tenant)
      while (this.ctx.storage.transactionSync(() => this.#desk.sendNext(Date.now()))) {
        await aTurn()
        await dispatchAll(this.#standing, this.env, tenant)
      }
    } catch (cause) {
      console.error('route: not handed on yet', cause)
      await this.ctx.storage.setAlarm(Date.now() + resumeAfterMs)
    } finally {
      this.#isDispatching = false
    }
  }

  /** What changed is only put into words where somebody watches. */
  #publishChanges(changes: Changes): void {
    const live = this.env.LIVE.getByName(tenantOfObject(this.ctx.id))
    const publishing = live.watchers().then((count) => {
      if (count > 0) this.#publish(this.#messages(changes))
    })
    this.ctx.waitUntil(publishing.catch((cause) => console.error('live: not published', cause)))
  }

  /** The stream is a convenience: who missed a message reads the list again, so a failure is only logged. */
  #publish(messages: readonly LiveMessage[]): void {
    if (messages.length === 0) return
    const sent = this.env.LIVE.getByName(tenantOfObject(this.ctx.id)).publish(messages)
    this.ctx.waitUntil(sent.catch((cause) => console.error('live: not published', cause)))
  }
}

/** Lets what has come in meanwhile be heard first. */
const aTurn = (): Promise<void> => new Promise((resume) => setTimeout(resume, 0))
