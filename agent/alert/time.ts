/** Wall-clock nanoseconds since 1970 in the notations that Falco prints. */
const parts = (timeNs: bigint): readonly [seconds: Date, nanoseconds: string] => [
  new Date(Number(timeNs / 1_000_000_000n) * 1000),
  String(timeNs % 1_000_000_000n).padStart(9, '0'),
]

const whole = (seconds: Date): string => seconds.toISOString().slice(0, 19)
const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-23T20:36:22.056403191Z`: the `time` of a JSON alert. */
export function jsonTime(timeNs: bigint): string {
  const [seconds, nanoseconds] = parts(timeNs)
  return `${whole(seconds)}.${nanoseconds}Z`
}

/** `2026-11-23T20:36:22.056403191+0000`: the front of an output line with `time_format_iso_8601`. */
export function lineTime(timeNs: bigint): string {
  const [seconds, nanoseconds] = parts(timeNs)
  return `${whole(seconds)}.${nanoseconds}+0000`
}

/** `21:36:22.056403191`: the front without, the time of day where the program runs. */
export function timeOfDay(timeNs: bigint): string {
  const [seconds, nanoseconds] = parts(timeNs)
  return `${two(seconds.getHours())}:${two(seconds.getMinutes())}:${two(seconds.getSeconds())}.${nanoseconds}`
}
