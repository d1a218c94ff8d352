/** Wall-clock nanoseconds since 1970 in the notations that Falco prints. */
const nanosecondsInSecond = 1_000_000_000n

/** A moment taken apart; the notations of one are asked for one after the other, so the last is kept. */
interface Moment {
  readonly timeNs: bigint
  readonly seconds: Date
  readonly nanoseconds: string
  /** `2026-11-23T20:36:22.056403191`. */
  readonly text: string
}

let last: Moment | undefined

function momentOf(timeNs: bigint): Moment {
  if (last?.timeNs === timeNs) return last
  const seconds = new Date(Number(timeNs / nanosecondsInSecond) * 1000)
  const nanoseconds = String(timeNs % nanosecondsInSecond).padStart(9, '0')
  last = { timeNs, seconds, nanoseconds, text: `${seconds.toISOString().slice(0, 19)}.${nanoseconds}` }
  return last
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-23T20:36:22.056403191Z`: the `time` of a JSON alert. */
export const jsonTime = (timeNs: bigint): string => `${momentOf(timeNs).text}Z`

/** `2026-11-23T20:36:22.056403191+0000`: the front of an output line with `time_format_iso_8601`. */
export const lineTime = (timeNs: bigint): string => `${momentOf(timeNs).text}+0000`

/** `21:36:22.056403191`: the front without, the time of day where the program runs. */
export function timeOfDay(timeNs: bigint): string {
  const { seconds, nanoseconds } = momentOf(timeNs)
  return `${two(seconds.getHours())}:${two(seconds.getMinutes())}:${two(seconds.getSeconds())}.${nanoseconds}`
}
