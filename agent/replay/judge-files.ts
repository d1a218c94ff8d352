/** Judges files of events one after the other; each is of a machine of its own. */
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Match, Runtime } from '#wasm-runtime'
import type { ReplayFault, ReplaySource } from './replay-source.ts'

/**
 * Bytes of one batch. The reader of captures ends a batch where an event with all that it tells of might not fit any more,
 * which takes up to a mebibyte; the rest stays in the cache of a core from the reader to the rules.
 */
const batchBytes = (1 << 20) + (256 << 10)

/** How long other work waits at most; a turn for each batch would cost a tenth of the time. */
const longestTurnMs = 20

/** Where a replay runs and who hears of it. */
export interface Judging {
  readonly runtime: Runtime
  readonly open: (path: string) => ReplaySource
  /** The name of the machine where a file does not tell. */
  readonly hostname: string
  /** Called before the first batch of a file whose accounts are not in it. */
  readonly setOwnAccounts: () => void
  /** The matches of a batch, in order. */
  readonly take: (matches: readonly Match[]) => void
  /** Called after each batch. */
  readonly watch: (source: ReplaySource) => void
}

/** What became of one file. */
export interface JudgedFile {
  readonly path: string
  readonly events: number
  readonly readNs: number
  readonly stateNs: number
  readonly fault: ReplayFault | undefined
}

/** Judges a file to its end, or to where it is at fault. Throws what `open` throws. */
export async function judgeFile(path: string, judging: Judging): Promise<JudgedFile> {
  const source = judging.open(path)
  try {
    const { runtime } = judging
    runtime.resetState()
    setAccounts(source, judging)
    let hostname: string | undefined
    const { offset, capacity } = runtime.batchRegion
    let turnMs = performance.now()
    for (;;) {
      const bytes = source.drainInto(runtime.memory.buffer, offset, Math.min(batchBytes, capacity))
      if (bytes === 0 && source.ended) break
      // A capture tells its machine in front of its events.
      if (hostname !== (source.hostname ?? judging.hostname)) {
        hostname = source.hostname ?? judging.hostname
        runtime.setHostname(hostname)
      }
      if (bytes > 0 && runtime.judge(bytes) > 0) judging.take(runtime.matches())
      judging.watch(source)
      // Standard output may have been closed, which is told only between two turns.
      if (performance.now() - turnMs < longestTurnMs) continue
      await setImmediate()
      turnMs = performance.now()
    }
    const { events, readNs, stateNs, fault } = source
    return { path, events, readNs, stateNs, fault }
  } finally {
    source.close()
  }
}

function setAccounts({ accounts }: ReplaySource, { runtime, setOwnAccounts }: Judging): void {
  if (accounts === undefined) setOwnAccounts()
  else {
    runtime.setUsers(accounts.users)
    runtime.setGroups(accounts.groups)
  }
}
