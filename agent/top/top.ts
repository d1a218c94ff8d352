/** What `eyas top` shows, out of two looks at a running agent. */
import type { AgentStats } from '../control/answers.ts'

/** One type of events over the time between the looks. */
export interface TopEvents {
  readonly type: string
  readonly perSecond: number
  /** Share of them that the kernel let go, 0 to 1, as no rule could match. */
  readonly removedInKernel: number
  /** Events lost since the agent started. */
  readonly lost: number
}

/** One program of ours in the kernel, over the time between the looks. */
export interface TopHook {
  readonly hook: string
  readonly perSecond: number
  /** Of one run, what it passes on to included; null while runs are not timed. */
  readonly nsPerRun: number | null
  /** Of the time of one CPU, 0 to 1. */
  readonly share: number
  /** Runs left out since the agent started, as the program was running on that CPU already. */
  readonly skipped: number
}

/** One rule. Counts are since the agent started. */
export interface TopRule {
  readonly rule: string
  readonly enabled: boolean
  readonly evaluated: number
  /** Share of the judged events of its types that its masks did not rule out, 0 to 1. */
  readonly survived: number
  readonly matched: number
  readonly matchedPerSecond: number
  /** Nanoseconds per judged event, by samples. */
  readonly nsPerEvent: number
  /** Of the time of all rules and of what comes before them, 0 to 1. */
  readonly share: number
}

/** The whole picture. */
export interface Top {
  readonly hostname: string
  readonly digest: string
  readonly seconds: number
  readonly eventsPerSecond: number
  readonly judgedPerSecond: number
  readonly removedInKernel: number
  readonly lost: number
  readonly processes: number
  readonly traps: number
  readonly sampledEvents: number
  readonly masks: { readonly nsPerEvent: number; readonly share: number }
  /** Programs that are attached, the dearest first. */
  readonly hooks: readonly TopHook[]
  /** The busiest first. */
  readonly events: readonly TopEvents[]
  /** The most expensive first. */
  readonly rules: readonly TopRule[]
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0)

/** Compares two looks; the second is the later one. */
export function topOf(before: AgentStats, now: AgentStats): Top {
  const seconds = (now.timeMs - before.timeMs) / 1000
  const grown = (type: string, column: 'seen' | 'filtered' | 'evaluated'): number =>
    (now.ledger[type]?.[column] ?? 0) - (before.ledger[type]?.[column] ?? 0)
  const types = Object.keys(now.ledger)
  const sum = (column: 'seen' | 'filtered' | 'evaluated'): number =>
    types.reduce((total, type) => total + grown(type, column), 0)
  const totalNs = now.rules.reduce((total, { nsPerEvent }) => total + nsPerEvent, now.masksNsPerEvent)
  const matchedBefore = new Map(before.rules.map(({ rule, matched }) => [rule, matched]))
  const events = types.map((type) => ({
    type,
    perSecond: ratio(grown(type, 'seen'), seconds),
    removedInKernel: ratio(grown(type, 'filtered'), grown(type, 'seen')),
    lost: now.ledger[type]?.dropped ?? 0,
  }))
  const rules = now.rules.map(({ rule, enabled, asked, evaluated, matched, nsPerEvent }) => ({
    rule,
    enabled,
    evaluated,
    survived: Math.min(1, ratio(evaluated, asked)),
    matched,
    matchedPerSecond: ratio(matched - (matchedBefore.get(rule) ?? 0), seconds),
    nsPerEvent,
    share: ratio(nsPerEvent, totalNs),
  }))
  return {
    hostname: now.hostname,
    digest: now.digest,
    seconds,
    eventsPerSecond: ratio(sum('seen'), seconds),
    judgedPerSecond: ratio(sum('evaluated'), seconds),
    removedInKernel: ratio(sum('filtered'), sum('seen')),
    lost: events.reduce((total, { lost }) => total + lost, 0),
    processes: now.processes,
    traps: now.traps,
    sampledEvents: now.sampledEvents,
    masks: { nsPerEvent: now.masksNsPerEvent, share: ratio(now.masksNsPerEvent, totalNs) },
    hooks: hooksOf(before, now, seconds),
    events: events.toSorted((a, b) => b.perSecond - a.perSecond || (a.type < b.type ? -1 : 1)),
    rules: rules.toSorted((a, b) => b.nsPerEvent - a.nsPerEvent || b.evaluated - a.evaluated),
  }
}

function hooksOf(before: AgentStats, now: AgentStats, seconds: number): readonly TopHook[] {
  const hooks = Object.entries(now.hooks).filter(([, { attached }]) => attached)
  return hooks
    .map(([hook, { runs, nanoseconds, skipped }]) => {
      const grownRuns = runs - (before.hooks[hook]?.runs ?? 0)
      const grownNs = nanoseconds - (before.hooks[hook]?.nanoseconds ?? 0)
      return {
        hook,
        perSecond: ratio(grownRuns, seconds),
        nsPerRun: grownRuns > 0 ? grownNs / grownRuns : null,
        share: ratio(grownNs, seconds * 1e9),
        skipped,
      }
    })
    .toSorted((a, b) => b.share - a.share || (a.hook < b.hook ? -1 : 1))
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US')
/** A share from 0 to 1. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const row = (cells: readonly string[], name: string): string =>
  `${cells.map((cell) => cell.padStart(11)).join('')}  ${name}`

function headLines(top: Top): readonly string[] {
  const { hostname, digest, eventsPerSecond, judgedPerSecond, removedInKernel, lost, processes, traps } = top
  return [
    `eyas on ${hostname}, rules ${digest.slice(0, 19)}, ${count(processes)} processes known`,
    `${count(eventsPerSecond)} events/s, ${percent(removedInKernel)} removed in the kernel, ${count(judgedPerSecond)} judged/s, ${count(lost)} lost${traps > 0 ? `, ${traps} traps` : ''}`,
  ]
}

const hookRow = ({ hook, perSecond, nsPerRun, share, skipped }: TopHook): string =>
  nsPerRun === null
    ? row(['', 'not timed', '', count(skipped)], hook)
    : row([count(perSecond), nsPerRun.toFixed(0), `${(share * 100).toFixed(2)} %`, count(skipped)], hook)

/** What programs in the kernel cost, as a table. */
export const hookLines = (hooks: readonly TopHook[]): readonly string[] => [
  row(['runs/s', 'ns/run', 'of a CPU', 'left out'], 'program in the kernel'),
  ...hooks.map(hookRow),
]

/** The picture as lines, at most so many rules and types. */
export function topLines(top: Top, maxRules: number, maxTypes = 8): readonly string[] {
  const { masks, events, rules, sampledEvents, hooks } = top
  return [
    ...headLines(top),
    '',
    row(['events/s', 'in kernel', 'lost'], 'event type'),
    ...events
      .slice(0, maxTypes)
      .map(({ type, perSecond, removedInKernel, lost }) =>
        row([count(perSecond), percent(removedInKernel), count(lost)], type),
      ),
    '',
    ...hookLines(hooks),
    '',
    row(['ns/event', 'share', 'evaluated', 'survived', 'matched'], `rule (${count(sampledEvents)} events sampled)`),
    row([masks.nsPerEvent.toFixed(1), percent(masks.share), '', '', ''], '(before any rule)'),
    ...rules
      .slice(0, maxRules)
      .map(({ rule, enabled, evaluated, survived, matched, nsPerEvent, share }) =>
        row(
          [nsPerEvent.toFixed(1), percent(share), count(evaluated), percent(survived), count(matched)],
          `${rule}${enabled ? '' : ' (off)'}`,
        ),
      ),
  ]
}
