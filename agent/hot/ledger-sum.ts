import type { LossLedger } from '#schema/alert'

/** Two ledgers of one agent, one after the other, as one. */
export function sumOf(before: LossLedger, now: LossLedger): LossLedger {
  const types = [...new Set([...Object.keys(before), ...Object.keys(now)])]
  const none = { seen: 0, filtered: 0, evaluated: 0, dropped: 0 }
  return Object.fromEntries(
    types.map((type) => {
      const [a, b] = [before[type] ?? none, now[type] ?? none]
      return [
        type,
        {
          seen: a.seen + b.seen,
          filtered: a.filtered + b.filtered,
          evaluated: a.evaluated + b.evaluated,
          dropped: a.dropped + b.dropped,
        },
      ]
    }),
  )
}
