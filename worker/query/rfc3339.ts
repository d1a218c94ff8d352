/** Nanoseconds since 1970 as RFC 3339 in UTC, all nine digits. */
export const rfc3339 = (timeNs: bigint): string => {
  const seconds = new Date(Number(timeNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(timeNs % 1_000_000_000n).padStart(9, '0')}Z`
}
