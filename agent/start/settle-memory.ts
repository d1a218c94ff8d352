/**
 * Gives back the memory that starting took. Rules are compiled, tried and loaded, programs are verified; what that leaves
 * behind is several times what watching needs, and neither the engine nor the allocator gives it back unasked.
 */
import { collectGarbage } from '../collect-garbage.ts'

/** After a start or a change of rules the engine still compiles what has turned out to be hot. */
const settledAfterMs = 5_000
/** What is freed while alerts are made is given back as often as this: some five milliseconds each. */
const everyMs = 20_000

/** Collects garbage once the start is over and lets `release` give memory back then and from time to time, until stopped. */
export function settleMemory(release: () => void): () => void {
  const once = setTimeout(() => {
    collectGarbage()
    release()
  }, settledAfterMs)
  const again = setInterval(release, everyMs)
  once.unref()
  again.unref()
  return () => {
    clearTimeout(once)
    clearInterval(again)
  }
}
