/** Durations as Prometheus writes them: `1h30m`, `250ms`, `2w`. */

const units: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

const pattern = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Milliseconds of a duration, or undefined where the text is none. `0` alone is allowed. */
export const parseDuration = (text: string): number | undefined => {
  if (text === '0') return 0
  const found = pattern.exec(text)
  if (found === null || text === '') return undefined
  const ms = units.reduce((sum, [, unitMs], index) => sum + Number(found[index + 1] ?? 0) * unitMs, 0)
  return Number.isSafeInteger(ms) ? ms : undefined
}

/** A duration in the shortest such text. */
export const durationText = (ms: number): string => {
  let rest = ms
  let text = ''
  for (const [unit, unitMs] of units) {
    const count = Math.floor(rest / unitMs)
    if (count > 0 && (unit !== 'y' || rest % unitMs === 0) && (unit !== 'w' || rest % unitMs === 0)) {
      text += `${count}${unit}`
      rest -= count * unitMs
    }
  }
  return text === '' ? '0s' : text
}
