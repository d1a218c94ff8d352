/** Wall-clock nanoseconds in the two notations that Falco prints. */
const parts = (timeNs: bigint): readonly [seconds: string, nanoseconds: string] => {
  const seconds = new Date(Number(timeNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return [seconds, String(timeNs % 1_000_000_000n).padStart(9, '0')]
}

/** `2026-11-23T20:36:22.056403191Z`: the `time` of a JSON alert. */
export function jsonTime(timeNs: bigint): string {
  const [seconds, nanoseconds] = parts(timeNs)
  return `${seconds}.${nanoseconds}Z`
}

/** `2026-11-23T20:36:22.056403191+0000`: the front of an output line with `time_format_iso_8601`. */
export function lineTime(timeNs: bigint): string {
  const [seconds, nanoseconds] = parts(timeNs)
  return `${seconds}.${nanoseconds}+0000`
}
