/** What the kernel filter of a running agent comes to, measured: for `eyas explain --kernel`. */
import type { AgentStats } from '../control/answers.ts'
import { hookLines, percent, type Top, topOf } from '../top/top.ts'

/** One type of events since the agent started. */
export interface RemovedOfType {
  readonly type: string
  readonly seen: number
  /** Share of them that the kernel let go, 0 to 1. */
  readonly removedInKernel: number
}

/** What an agent measured: events since it started, hooks and rules between two looks at it. */
export interface InForce {
  readonly digest: string
  readonly seen: number
  readonly removedInKernel: number
  /** Those of which the most were seen come first. */
  readonly types: readonly RemovedOfType[]
  readonly hooks: Top['hooks']
  readonly rules: Top['rules']
}

/** Out of two looks; the second is the later one. */
export function inForceOf(before: AgentStats, now: AgentStats): InForce {
  const { hooks, rules } = topOf(before, now)
  const ledgers = Object.entries(now.ledger)
  const seen = ledgers.reduce((sum, [, ledger]) => sum + ledger.seen, 0)
  const filtered = ledgers.reduce((sum, [, ledger]) => sum + ledger.filtered, 0)
  return {
    digest: now.digest,
    seen,
    removedInKernel: seen > 0 ? filtered / seen : 0,
    types: ledgers
      .map(([type, ledger]) => ({ type, seen: ledger.seen, removedInKernel: ledger.filtered / ledger.seen }))
      .toSorted((a, b) => b.seen - a.seen || (a.type < b.type ? -1 : 1)),
    hooks,
    rules,
  }
}

/** Rules shown; the others cost less. */
const maxRules = 20

/** As lines. */
export function inForceLines({ digest, seen, removedInKernel, types, hooks, rules }: InForce): readonly string[] {
  return [
    `Measured by the agent that runs here with ${digest.slice(0, 19)}:`,
    `  of ${seen.toLocaleString('en-US')} events since it started ${percent(removedInKernel)} were removed in the kernel`,
    ...types.map(({ type, seen, removedInKernel }) => `${percent(removedInKernel).padStart(11)} of ${seen} ${type}`),
    '',
    ...hookLines(hooks),
    '',
    '   ns/event  rule, where the kernel did not remove the event',
    ...rules.slice(0, maxRules).map(({ rule, nsPerEvent }) => `${nsPerEvent.toFixed(1).padStart(11)}  ${rule}`),
  ]
}
