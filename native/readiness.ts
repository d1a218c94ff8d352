/**
 * When to drain. While events come, a timer looks every millisecond, and the kernel wakes nobody. After a look that found
 * nothing, the kernel is asked for one wake-up at the next event, and until then nothing runs.
 */
import type { Capture } from './addon.ts'

const busyIntervalMs = 1

/** Calls `callback` as long as there may be events; the source tells it what was drained. */
export class Readiness {
  readonly #capture: Pick<Capture, 'arm' | 'watch'>
  readonly #callback: () => void
  #drained = 0
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(capture: Pick<Capture, 'arm' | 'watch'>, callback: () => void) {
    this.#capture = capture
    this.#callback = callback
    capture.watch(() => this.#look())
    this.#schedule()
  }

  /** Notes bytes taken from the ring. */
  noteDrained(bytes: number): void {
    this.#drained += bytes
  }

  /** Ends the calls. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#look(), busyIntervalMs)
  }

  #look(): void {
    if (this.#stopped) return
    this.#drained = 0
    this.#callback()
    if (this.#stopped) return
    if (this.#drained > 0 || !this.#capture.arm()) this.#schedule()
  }
}
