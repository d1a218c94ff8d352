/** What the hot thread has come to, for `eyas top`. */
import type { LossLedger } from '#schema/alert'
import type { ManifestRule } from '#schema/manifest'
import type { Runtime } from '#wasm-runtime'
import type { EventSource } from './event-source.ts'
import type { HotStats } from './messages.ts'

/** Events that a rule was asked about: those of its types, or of all types if it names none. */
function askedOf({ eventTypes }: ManifestRule, ledger: LossLedger): number {
  const types = eventTypes.length === 0 ? Object.keys(ledger) : eventTypes
  return types.reduce((sum, type) => sum + (ledger[type]?.evaluated ?? 0), 0)
}

/** Reads all counters; takes some tens of microseconds. */
export function hotStats(runtime: Runtime, source: Pick<EventSource, 'ledger' | 'hooks'>): HotStats {
  const ledger = source.ledger()
  const { bundle } = runtime
  const { events, masksNs } = runtime.sampled()
  return {
    digest: bundle?.digest ?? '',
    rules: (bundle?.manifest.rules ?? []).map((rule, index) => ({
      rule: rule.name,
      enabled: runtime.isEnabled(index),
      asked: askedOf(rule, ledger),
      ...runtime.ruleCounts(index),
    })),
    masksNsPerEvent: masksNs,
    sampledEvents: events,
    processes: runtime.counters().processes,
    traps: runtime.traps,
    ledger,
    hooks: source.hooks(),
  }
}
