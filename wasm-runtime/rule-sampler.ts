/**
 * Samples what rules cost. Now and then one event that was just judged is judged again rule by rule, each time with all
 * others off, off the hot loop: what a rule adds to the time with all of them off is its own. An event may be drawn more
 * often than another, so each counts with a weight; the weighted mean is what a rule costs per event.
 */
import { control, disabledRules, evaluationCounts, matchCounts, maxRules } from '#schema/memory'

/** Times an event is judged for one measurement, as clocks do not see a single one. */
const repeats = 64

/** What a sample is taken of. */
export interface Sampled {
  readonly memory: WebAssembly.Memory
  readonly ruleCount: number
  evaluate(from: number, to: number): void
}

/** Adds up samples of one bundle. */
export class RuleSampler {
  readonly #nowMs: () => number
  #nanoseconds = new Float64Array(0)
  #masksNanoseconds = 0
  #weights = 0
  #samples = 0

  /** `nowMs` is a monotonic clock with a finer resolution than a microsecond. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Begins again, for so many rules. */
  reset(ruleCount: number): void {
    this.#nanoseconds = new Float64Array(ruleCount)
    this.#masksNanoseconds = 0
    this.#weights = 0
    this.#samples = 0
  }

  /** Events sampled since the last reset. */
  get samples(): number {
    return this.#samples
  }

  /** Nanoseconds an event of all that happens before any rule is evaluated. */
  get masksNs(): number {
    return this.#weights === 0 ? 0 : this.#masksNanoseconds / this.#weights
  }

  /** Nanoseconds an event of one rule. */
  ruleNs(ruleIndex: number): number {
    return this.#weights === 0 ? 0 : (this.#nanoseconds[ruleIndex] ?? 0) / this.#weights
  }

  /** Judges the record again, rule by rule; counts and switches are as before when it is done. Throws what a rule throws. */
  sample(sampled: Sampled, from: number, to: number, weight: number): void {
    const { memory, ruleCount } = sampled
    const bytes = new Uint8Array(memory.buffer)
    const counts = bytes.slice(matchCounts, evaluationCounts + maxRules * 8)
    const switches = bytes.slice(disabledRules, disabledRules + ruleCount)
    const rule = new DataView(memory.buffer).getUint32(control.rule, true)
    try {
      const asked = this.#asked(sampled, from, to)
      bytes.fill(1, disabledRules, disabledRules + ruleCount)
      const alone = this.#time(sampled, from, to)
      this.#masksNanoseconds += alone * weight
      this.#weights += weight
      for (const index of asked) {
        bytes[disabledRules + index] = 0
        const added = Math.max(0, this.#time(sampled, from, to) - alone)
        bytes[disabledRules + index] = 1
        this.#nanoseconds[index] = (this.#nanoseconds[index] ?? 0) + added * weight
      }
      this.#samples++
    } finally {
      bytes.set(switches, disabledRules)
      bytes.set(counts, matchCounts)
      new DataView(memory.buffer).setUint32(control.rule, rule, true)
    }
  }

  /** The rules that the record is evaluated for, having survived the masks. */
  #asked({ memory, ruleCount, evaluate }: Sampled, from: number, to: number): readonly number[] {
    const counts = new BigUint64Array(memory.buffer, evaluationCounts, ruleCount)
    const before = counts.slice()
    evaluate(from, to)
    return [...counts.keys()].filter((index) => counts[index] !== before[index])
  }

  #time({ evaluate }: Sampled, from: number, to: number): number {
    const start = this.#nowMs()
    for (let round = 0; round < repeats; round++) evaluate(from, to)
    return ((this.#nowMs() - start) * 1e6) / repeats
  }
}
