/** The line that `--stats` adds. */
import type { JudgeTimes } from '#wasm-runtime'
import type { JudgedFile } from './judge-files.ts'

/** What a replay took, with the time between its first event and its last line. */
export interface ReplayStats {
  readonly files: readonly JudgedFile[]
  readonly alerts: number
  readonly wallMs: number
  /** Times of the runtime, in milliseconds; printing has been added to `output`. */
  readonly times: JudgeTimes
  readonly peakResidentBytes: number
}

/**
 * One JSON object: events, alerts, wall seconds, events a second, nanoseconds per event by stage, and the most memory that
 * was resident, in bytes.
 */
export function statsLine({ files, alerts, wallMs, times, peakResidentBytes }: ReplayStats): string {
  const sum = (of: (file: JudgedFile) => number): number => files.reduce((total, file) => total + of(file), 0)
  const events = sum((file) => file.events)
  const perEvent = (ns: number): number => (events === 0 ? 0 : Math.round((ns / events) * 10) / 10)
  return JSON.stringify({
    events,
    alerts,
    wall_seconds: Math.round(wallMs * 1000) / 1e6,
    events_per_second: wallMs === 0 ? 0 : Math.round((events / wallMs) * 1000),
    ns_per_event: {
      read: perEvent(sum((file) => file.readNs)),
      state: perEvent(sum((file) => file.stateNs) + times.state * 1e6),
      evaluate: perEvent(times.evaluate * 1e6),
      output: perEvent(times.output * 1e6),
    },
    peak_resident_bytes: peakResidentBytes,
  })
}
