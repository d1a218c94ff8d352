/** The loss ledger of this kernel's events, from what kernel and ring counted. */
import type { Counters } from '#native'
import type { LossLedger } from '#schema/alert'
import { isFollowed } from '#schema/followed-calls'

/** Types whose loss leaves what is known of processes wrong, until a look at all of them. */
const processTypes = new Set(['execve', 'execveat', 'clone', 'fork', 'vfork', 'clone3', 'procexit'])

/** Hooks of the scheduler by the type whose events they tell; one that was not run has told nothing and counted nothing. */
const typesOfHooks: Readonly<Record<string, string>> = {
  eyas_exec: 'execve',
  eyas_fork: 'clone',
  eyas_exit: 'procexit',
}

/** Calls of which not even the type is known: of an ABI that is not understood, or while their hook was not run. */
export const unknownType = 'unknown'

const skippedOf = (hooks: Counters['hooks'], type: string | undefined): number =>
  Object.entries(hooks)
    .filter(([hook]) => typesOfHooks[hook] === type)
    .reduce((sum, [, { skipped }]) => sum + skipped, 0)

/**
 * What was seen and what became of it, by type, of the types of which anything was seen. What waits in the ring is not yet
 * seen; as the counters of several processors are read one after the other, `seen` is the sum of the others and not what
 * the kernel counted meanwhile.
 */
export function ledgerOf({ types, hooks, unmapped }: Counters): LossLedger {
  const ledger: Record<string, LossLedger[string]> = {}
  for (const [name, { filtered, own, drained, ...count }] of Object.entries(types)) {
    const dropped = count.droppedFull + count.droppedWatermark + count.unmapped + skippedOf(hooks, name)
    ledger[name] = row(filtered + own, drained, dropped)
  }
  ledger[unknownType] = row(0, 0, unmapped + skippedOf(hooks, undefined))
  return Object.fromEntries(Object.entries(ledger).filter(([, { seen }]) => seen > 0))
}

const row = (filtered: number, evaluated: number, dropped: number): LossLedger[string] => ({
  seen: filtered + evaluated + dropped,
  filtered,
  evaluated,
  dropped,
})

/** How many of the events were lost that what is known of processes is made of. */
export const processLosses = (ledger: LossLedger): number =>
  Object.entries(ledger)
    .filter(([type]) => processTypes.has(type) || isFollowed(type))
    .reduce((sum, [, { dropped }]) => sum + dropped, 0)

/** How many were lost of all. */
export const droppedOf = (ledger: LossLedger): number =>
  Object.values(ledger).reduce((sum, { dropped }) => sum + dropped, 0)
