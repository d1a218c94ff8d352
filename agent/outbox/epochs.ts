/** The epochs of an outbox in sending order, and the state on disk that names them. Callers take turns. */
import { EpochLog, type Held } from './epoch-log.ts'
import type { FileSystem } from './file-system.ts'
import type { Recovered } from './recover.ts'
import { type EpochState, type Mark, writeState, zeroMark } from './state.ts'

/** Where the epochs are kept. */
export interface EpochStore {
  readonly files: FileSystem
  readonly segmentBytes: number
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array
}

/** Which epochs there are, and how far each came. What is in force here is what the state on disk says. */
export class Epochs {
  readonly #store: EpochStore
  #logs: readonly EpochLog[] = []
  #version = 0
  #generation = 0
  /** The last batch of the first epoch that the edge may have seen. */
  #attempted = 0
  #isStateUncertain = false

  constructor(store: EpochStore) {
    this.#store = store
  }

  /** In sending order; new batches belong to the last. */
  get logs(): readonly EpochLog[] {
    return this.#logs
  }

  /** Bytes of all segments on disk. */
  get diskBytes(): number {
    return this.#logs.reduce((sum, log) => sum + log.bytes, 0)
  }

  /** Takes up what was found on disk; on return the state names a last epoch that may be written to. */
  async adopt(found: Recovered): Promise<void> {
    this.#logs = [...found.logs]
    this.#version = found.version
    this.#generation = found.lastGeneration
    const acknowledged = this.#logs[0]?.state.acknowledged.number ?? 0
    this.#attempted = Math.max(found.attempted, acknowledged + (found.isStateOlder ? 2 : 1))
    if (found.recovery.isStateLost) this.#attempted = Number.MAX_SAFE_INTEGER
    // Heals a damaged copy, so that a second fault does not meet the first.
    if (found.isStateOlder) await this.putInForce(this.#logs)
    if (found.mustBeginEpoch) await this.putInForce([...this.#logs, this.begin(0)])
  }

  /** A new epoch with a generation of its own; it counts from the moment it is put in force. */
  begin(shedAtLeast: number): EpochLog {
    this.#generation++
    const epoch = Buffer.from(this.#store.random(16)).toString('hex')
    const state = { epoch, generation: this.#generation, acknowledged: zeroMark, through: null, shedAtLeast }
    return new EpochLog(this.#store.files, this.#store.segmentBytes, state)
  }

  /** The first epoch if it is this one: only its batches are being sent. */
  first(epoch: string): EpochLog | undefined {
    return this.#logs[0]?.state.epoch === epoch ? this.#logs[0] : undefined
  }

  /** The edge may see this batch of the first epoch from now on. */
  attempt(number: number): void {
    this.#attempted = Math.max(this.#attempted, number)
  }

  /** Whether the edge may have seen this batch of the first epoch. */
  mayBeKnown(frame: Held): boolean {
    return frame.number <= this.#attempted
  }

  /** The last batch of an epoch that stays its own when the rest moves to another. */
  throughOf(log: EpochLog): number {
    return Math.min(this.#attempted, log.state.through ?? this.#attempted)
  }

  /** Notes that the edge has this epoch up to the mark, and lets go of what is done. */
  async acknowledge(log: EpochLog, acknowledged: Mark): Promise<void> {
    const state = { ...log.state, acknowledged }
    await this.#save(this.#logs.map((other) => (other === log ? state : other.state)))
    log.state = state
    await log.removeDone()
  }

  /** Makes these the epochs, in both copies of the state, so that older segments may go. */
  async putInForce(logs: readonly EpochLog[], states = logs.map((log) => log.state)): Promise<void> {
    const attempted = logs[0] === this.#logs[0] ? this.#attempted : (logs[0]?.state.acknowledged.number ?? 0)
    await this.#save(states, attempted)
    this.#attempted = attempted
    for (const [index, log] of logs.entries()) log.state = states[index] ?? log.state
    this.#logs = [...logs]
    await this.#save(states)
  }

  /** A failed write of the state may be on disk all the same, and could name epochs that are not in force. */
  async settle(): Promise<void> {
    if (this.#isStateUncertain) await this.#save(this.#logs.map((log) => log.state))
  }

  async #save(epochs: readonly EpochState[], attempted = this.#attempted): Promise<void> {
    this.#isStateUncertain = true
    await writeState(this.#store.files, { version: this.#version + 1, epochs, attempted })
    this.#version++
    this.#isStateUncertain = false
  }
}
