/**
 * By what the main thread sees that the hot thread is alive: one number in shared memory, odd while a batch is judged.
 * Generated rules only loop over bounded input, so a batch that does not end is a fault; it must not end the watch.
 */

/** Memory for a heartbeat, shared by both threads. */
export const heartbeatMemory = (): SharedArrayBuffer => new SharedArrayBuffer(4)

/** The hot thread's side; on the hot path, once a batch. */
export class Heartbeat {
  readonly #count: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.#count = new Int32Array(memory)
  }

  /** A batch begins, or ends. */
  beat(): void {
    Atomics.add(this.#count, 0, 1)
  }
}

/** The main thread's side. */
export class Watchdog {
  readonly #count: Int32Array
  readonly #boundMs: number
  #seen = 0
  #since = 0

  /** A batch may take `boundMs` milliseconds. */
  constructor(memory: SharedArrayBuffer, boundMs: number) {
    this.#count = new Int32Array(memory)
    this.#boundMs = boundMs
  }

  /** Whether one batch has been under way for longer than the bound, by what was seen at each call. */
  hangs(nowMs: number): boolean {
    const count = Atomics.load(this.#count, 0)
    if (count !== this.#seen || count % 2 === 0) {
      this.#seen = count
      this.#since = nowMs
    }
    return nowMs - this.#since > this.#boundMs
  }
}
