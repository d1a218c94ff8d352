/** When a group notifies: Alertmanager's rule, as a function of what stands and of what was told before. */

/** What a target was told last, by fingerprint. */
export interface Told {
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  readonly atMs: number
}

/** Why a target is told now. */
export type Cause = 'first' | 'new_alerts' | 'resolved' | 'repeat'

/** Whether a target is to be told of these alerts now, and why; undefined where there is nothing new to say. */
export const decide = (
  given: { readonly firing: readonly string[]; readonly resolved: readonly string[] },
  told: Told | undefined,
  settings: { readonly repeatIntervalMs: number; readonly sendResolved: boolean },
  nowMs: number,
): Cause | undefined => {
  const { firing, resolved } = given
  if (told === undefined) return firing.length > 0 ? 'first' : undefined
  if (!isWithin(firing, told.firing)) return 'new_alerts'
  if (firing.length === 0) return told.firing.length > 0 && resolved.length > 0 ? 'resolved' : undefined
  if (settings.sendResolved && !isWithin(resolved, told.resolved)) return 'resolved'
  return told.atMs + settings.repeatIntervalMs <= nowMs ? 'repeat' : undefined
}

const isWithin = (part: readonly string[], whole: readonly string[]): boolean => {
  const known = new Set(whole)
  return part.every((one) => known.has(one))
}

const firstMs = 1000
const mostMs = 300_000

/** How long to wait after a number of attempts: doubling from a second to five minutes, the upper half at random. */
export const backoffMs = (attempts: number, random: number, atLeastMs = 0): number => {
  const full = Math.min(firstMs * 2 ** Math.min(attempts - 1, 20), mostMs)
  return Math.max(Math.round(full / 2 + (random * full) / 2), atLeastMs)
}
