/**
 * Judges batches of events: the state module says who acted, the rules module which rules match.
 *
 * This file is on the hot path. For events that match nothing it allocates nothing and calls WebAssembly twice for each
 * record that changes the state of processes, and twice for all the records between two such.
 */
import { instantiateSync } from '@assemblyscript/loader'
import type { ContainerMetadata } from '#schema/container'
import { columnOf } from '#schema/layout'
import type { Bundle } from '#schema/manifest'
import {
  control,
  disabledRules,
  evaluationCounts,
  matchBytes,
  matchCounts,
  maxRules,
  memoryMap,
  memoryPages,
  noRule,
  type Region,
  textKeyBytes,
} from '#schema/memory'
import { header } from '#schema/record'
import { type ContainerKey, ContainersRegion, type FoundContainer, writeStandIn } from './containers-region.ts'
import { type Describing, describeMatch, describeSettled, type Match } from './describe-match.ts'
import { type Group, type User, writeGroups, writeHostname, writeUsers } from './names-region.ts'
import { type RawValue, readValue } from './read-value.ts'
import { RuleSampler } from './rule-sampler.ts'
import { BundleRefused, faultsOf, instantiateRules, type Reader, type RulesModule } from './rules-module.ts'
import { unreadTypes } from './unread-types.ts'

/** Which rules an event is reported for: all that match, or the first in the order of the files. */
export type Matching = 'all' | 'first'

export interface RuntimeOptions {
  /** Made by compileStateModule of the rules compiler. */
  readonly stateModule: WebAssembly.Module
  /** `createMemory()` unless given. */
  readonly memory?: WebAssembly.Memory
  readonly matching?: Matching
  /** Wall clock when the machine booted; process times are counted from it. */
  readonly bootTimeNs?: bigint
  /** Sets of two texts of which the rules' verdicts are remembered; as many as there is room for unless given. */
  readonly pathCacheSets?: number
  /** The bytes by which texts are hashed, `textKeyBytes` of them, which nobody must foresee; random unless given. */
  readonly textKeys?: Uint8Array
  /** So many matches of a batch, the first, carry what their conditions read, if the rules brought a reader; 0 unless given. */
  readonly explainedPerBatch?: number
  /** False leaves the lineage of matches empty, for those who do not tell it. */
  readonly tellsLineage?: boolean
  /** Hears of each trap; the rule is off from then on. */
  readonly onTrap?: (trap: Trap) => void
  /** A monotonic clock for sampling what rules cost, in milliseconds with fractions; performance.now unless given. */
  readonly nowMs?: () => number
  /** Is added to, if given; that takes a tenth of a microsecond for each record that changes the state of processes. */
  readonly times?: JudgeTimes
}

/** Where the time of judging goes, added up in milliseconds. */
export interface JudgeTimes {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number
  state: number
  evaluate: number
  /** Describing matches. */
  output: number
}

/** A rule that could not be evaluated. `ruleIndex` is -1 if it happened between rules: then the event was skipped. */
export interface Trap {
  readonly ruleIndex: number
  readonly rule: string
  readonly cause: unknown
}

/** What became of one rule of the bundle in force, since a rule of its name was first put in force. */
export interface RuleCounts {
  /** Events that its masks did not rule out, so that its condition was evaluated. */
  readonly evaluated: number
  readonly matched: number
  /** Nanoseconds that its evaluation takes an event, over all judged events, by samples. */
  readonly nsPerEvent: number
}

/** Counters of the state module since the runtime began. */
export interface StateCounters {
  readonly processes: number
  readonly exitedProcesses: number
  readonly partialProcesses: number
  readonly evictedProcesses: number
  readonly failedAllocations: number
  readonly heapBytes: number
  readonly malformed: number
  /** Processes whose container had no room, so that nothing but its id is known. */
  readonly refusedContainers: number
}

interface StateExports {
  reset(): void
  begin(): void
  apply(from: number, to: number): number
  container(id: number, runtime: number): number
  beginSnapshot(): void
  untold(target: number, room: number): number
  end(pid: number): void
}

const sizeColumn = columnOf(header, 'size').offset

/** Memory of the size that both modules expect. */
export const createMemory = (): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: memoryPages, maximum: memoryPages })

/** A runtime without rules; `load` brings them. */
export const createRuntime = (options: RuntimeOptions): Runtime => new Runtime(options)

/** Holds the state of processes and the rules in force. A swap is one assignment between two batches. */
export class Runtime {
  readonly memory: WebAssembly.Memory
  /** Where the records of the next batch are to be written. */
  readonly batchRegion: Region = memoryMap.batch
  readonly #state: StateExports
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #containers: ContainersRegion
  readonly #onTrap: (trap: Trap) => void
  readonly #times: JudgeTimes | undefined
  readonly #sampler: RuleSampler
  readonly #explainedPerBatch: number
  readonly #tellsLineage: boolean
  #rules: RulesModule | null = null
  #previous: RulesModule | null = null
  #describing: Describing | null = null
  #matches: Match[] = []
  #traps = 0
  #hasTrapped = false
  #judgedEnd = 0

  constructor(options: RuntimeOptions) {
    const { stateModule, memory = createMemory(), matching = 'all', bootTimeNs = 0n, onTrap } = options
    this.memory = memory
    this.#view = new DataView(memory.buffer)
    this.#bytes = new Uint8Array(memory.buffer)
    this.#onTrap = onTrap ?? ((): void => undefined)
    this.#times = options.times
    this.#explainedPerBatch = options.explainedPerBatch ?? 0
    this.#tellsLineage = options.tellsLineage ?? true
    this.#sampler = new RuleSampler(options.nowMs ?? (() => performance.now()))
    const { instance } = instantiateSync(stateModule, { env: { memory } })
    // Our own module; its exports are those of wasm-runtime/assembly/index.as.ts.
    this.#state = instance.exports as unknown as StateExports
    this.#containers = new ContainersRegion(memory, (id, runtime) => this.#state.container(id, runtime))
    this.#state.reset()
    this.#view.setUint32(control.generation, 1, true)
    this.#view.setUint32(control.rule, noRule, true)
    this.#view.setUint32(control.pathSets, Math.max(options.pathCacheSets ?? 0xffffffff, 1), true)
    this.#bytes.set(options.textKeys ?? crypto.getRandomValues(new Uint8Array(textKeyBytes)), control.textKeys)
    this.setMatching(matching)
    this.setBootTime(bootTimeNs)
  }

  /** The rules in force; null before the first load. */
  get bundle(): Bundle | null {
    return this.#rules?.bundle ?? null
  }

  /** Traps so far, of rules and between them. */
  get traps(): number {
    return this.#traps
  }

  /** Validates a bundle, compiles it and puts it in force; throws BundleRefused and changes nothing if it cannot. */
  async load(bundle: Bundle): Promise<void> {
    const faults = faultsOf(bundle)
    if (faults.length > 0) throw new BundleRefused(faults)
    this.swap(bundle, await WebAssembly.compile(bundle.module))
  }

  /** Puts a bundle in force whose module was validated and compiled elsewhere. The rules before stay for `rollback`. */
  swap(bundle: Bundle, compiled: WebAssembly.Module, reader?: Reader): void {
    const { tablesA, tablesB } = memoryMap
    const tables = this.#rules?.tables === tablesA ? tablesB : tablesA
    const next = instantiateRules(bundle, compiled, this.memory, tables, reader)
    this.#previous = this.#rules
    this.#enforce(next)
  }

  /** The rule under evaluation, by name; empty between rules. It tells what to blame for a batch that does not end. */
  ruleUnderEvaluation(): string {
    return this.#rules?.bundle.manifest.rules[this.#view.getUint32(control.rule, true)]?.name ?? ''
  }

  /** Puts the rules before the last swap in force again; false if there are none. */
  rollback(): boolean {
    if (this.#previous === null) return false
    const back = this.#previous
    this.#previous = this.#rules
    this.#enforce(back)
    return true
  }

  #enforce(next: RulesModule): void {
    const before = this.#rules
    this.#rules = next
    const { manifest } = next.bundle
    this.#describing = {
      memory: this.memory,
      tellsLineage: this.#tellsLineage,
      manifest,
      extract: next.exports.extract,
    }
    for (const counts of [matchCounts, evaluationCounts]) this.#carryCounts(counts, before, next)
    this.#bytes.fill(0, disabledRules, disabledRules + maxRules)
    manifest.rules.forEach((rule, index) => {
      if (!rule.enabled || next.trapped.has(index)) this.setEnabled(index, false)
    })
    this.#bytes.set(unreadTypes(manifest.rules), control.unreadTypes)
    if (next.reader !== null) this.#bytes.set(next.reader.tables, memoryMap.readerTables.offset)
    this.#sampler.reset(manifest.rules.length)
    this.forgetMasks()
  }

  /** A rule that both modules have goes on counting; the others begin. */
  #carryCounts(counts: number, before: RulesModule | null, next: RulesModule): void {
    const old = new BigUint64Array(this.memory.buffer, counts, maxRules).slice(
      0,
      before?.bundle.manifest.rules.length ?? 0,
    )
    const now = new BigUint64Array(this.memory.buffer, counts, maxRules)
    now.fill(0n)
    for (const [name, index] of next.indexes) {
      const known = before?.indexes.get(name)
      if (known !== undefined) now[index] = old[known] ?? 0n
    }
  }

  /** Makes the modules forget what they remembered of processes and paths. */
  forgetMasks(): void {
    const generation = this.#view.getUint32(control.generation, true)
    const next = generation === 0xffffffff ? 1 : generation + 1
    this.#view.setUint32(control.generation, next, true)
  }

  /** Switches one rule of the bundle in force on or off. */
  setEnabled(ruleIndex: number, enabled: boolean): void {
    this.#view.setUint8(disabledRules + ruleIndex, enabled ? 0 : 1)
  }

  /** Whether a rule is asked. */
  isEnabled(ruleIndex: number): boolean {
    return this.#view.getUint8(disabledRules + ruleIndex) === 0
  }

  /** How often a rule matched since a rule of its name was first put in force. */
  matchCount(ruleIndex: number): number {
    return Number(this.#view.getBigUint64(matchCounts + ruleIndex * 8, true))
  }

  /** How often a rule was evaluated and matched since a rule of its name was first put in force. */
  ruleCounts(ruleIndex: number): RuleCounts {
    const evaluated = Number(this.#view.getBigUint64(evaluationCounts + ruleIndex * 8, true))
    return { evaluated, matched: this.matchCount(ruleIndex), nsPerEvent: this.#sampler.ruleNs(ruleIndex) }
  }

  setMatching(matching: Matching): void {
    this.#view.setUint32(control.first, matching === 'first' ? 1 : 0, true)
  }

  setBootTime(ns: bigint): void {
    this.#view.setBigUint64(control.bootTimeNs, ns, true)
    // Times of processes are fields that rules may remember.
    this.forgetMasks()
  }

  /** Replaces the users; answers how many did not fit. */
  setUsers(users: readonly User[]): number {
    return writeUsers(this.memory, users)
  }

  /** Replaces the groups; answers how many did not fit. */
  setGroups(groups: readonly Group[]): number {
    return writeGroups(this.memory, groups)
  }

  setHostname(hostname: string): void {
    writeHostname(this.memory, hostname)
  }

  /** The containers that processes were found in, or came back to, since this was last asked. */
  takeNewContainers(): readonly FoundContainer[] {
    return this.#containers.takeNew()
  }

  /** Fills in what a runtime says of a container; null says that none knows it. False if there is no room for it. */
  setContainer(found: ContainerKey, metadata: ContainerMetadata | null): boolean {
    const isKept = this.#containers.write(found, metadata) !== 0
    if (isKept) this.forgetMasks()
    return isKept
  }

  /** Gives a container users and groups of its own; false if there is no room for it. */
  setContainerAccounts(found: ContainerKey, users: readonly User[], groups: readonly Group[]): boolean {
    return this.#containers.writeAccounts(found, users, groups)
  }

  /**
   * The match described again, now that the runtime has answered for its container; as it was if other rules are in
   * force. Between batches only.
   */
  settled(match: Match): Match {
    const { unsettled } = match
    if (unsettled === null || unsettled.describing !== this.#describing) return match
    const container = this.#containers.addressOf({ id: unsettled.containerId, runtime: 'cri' })
    if (container === 0) return match
    const standIn = writeStandIn(this.memory, unsettled.eventTypeCode, container)
    return describeSettled(match, unsettled, standIn, this.#containers.isKnown(container))
  }

  /** Forgets all processes. */
  resetState(): void {
    this.#state.reset()
  }

  /** To be called before the records of all processes that there are, so that `endSnapshot` knows which are not there. */
  beginSnapshot(): void {
    this.#state.beginSnapshot()
  }

  /**
   * To be called behind those records: what was known and is not among them has ended without a word, unless it
   * `isRunning` nevertheless. Between batches, as it writes to the batch region. Answers how many have ended.
   */
  endSnapshot(isRunning: (pid: number) => boolean): number {
    const { offset, capacity } = this.batchRegion
    const count = this.#state.untold(offset, capacity >>> 2)
    const gone = [...new Uint32Array(this.memory.buffer, offset, count)].filter((pid) => !isRunning(pid))
    for (const pid of gone) this.#state.end(pid)
    return gone.length
  }

  /** Counters of the state module. */
  counters(): StateCounters {
    const read = (address: number): number => Number(this.#view.getBigUint64(address, true))
    return {
      processes: read(control.processes),
      exitedProcesses: read(control.exitedProcesses),
      partialProcesses: read(control.partialProcesses),
      evictedProcesses: read(control.evictedProcesses),
      failedAllocations: read(control.failedAllocations),
      heapBytes: read(control.heapBytes),
      malformed: read(control.malformed),
      refusedContainers: read(control.refusedContainers),
    }
  }

  /** Copies records to the batch region and judges them; answers the number of matches. */
  judgeRecords(records: Uint8Array): number {
    if (records.length > this.batchRegion.capacity) throw new Error('the records are more than one batch')
    this.#bytes.set(records, this.batchRegion.offset)
    return this.judge(records.length)
  }

  /** Judges the first bytes of the batch region; answers the number of matches, which `match` then tells. */
  judge(byteCount: number): number {
    if (this.#matches.length > 0) this.#matches = []
    this.#view.setUint32(control.answerBytes, 0, true)
    this.#hasTrapped = false
    this.#judgedEnd = 0
    this.#state.begin()
    const end = this.batchRegion.offset + byteCount
    for (let at = this.batchRegion.offset; at < end; ) {
      const next = this.#times === undefined ? this.#state.apply(at, end) : this.#timedApply(this.#times, at, end)
      // The state module counted what cannot be read; nothing behind it can be found.
      if (next === 0) break
      if (this.#times === undefined) this.#evaluate(at, next)
      else this.#timedEvaluate(this.#times, at, next)
      at = next
      this.#judgedEnd = next
    }
    return this.#matches.length
  }

  /** Samples what rules cost on one record of the last batch, the one at the part of its bytes that `draw` says, 0 to 1. */
  sampleCosts(draw: number): void {
    const rules = this.#rules
    const end = this.#judgedEnd
    // After a trap something is not as it was when the batch was judged.
    if (rules === null || end <= this.batchRegion.offset || this.#hasTrapped) return
    const wanted = this.batchRegion.offset + Math.floor(draw * (end - this.batchRegion.offset))
    let at: number = this.batchRegion.offset
    let size = this.#view.getUint32(at + sizeColumn, true)
    while (at + size <= wanted && at + size < end) {
      at += size
      size = this.#view.getUint32(at + sizeColumn, true)
    }
    const { exports, bundle } = rules
    const sampled = { memory: this.memory, ruleCount: bundle.manifest.rules.length, evaluate: exports.evaluate }
    // Large records are drawn more often by as much.
    this.#sampler.sample(sampled, at, at + size, 1 / size)
  }

  /** What comes before any rule, in nanoseconds an event, and the number of events that were sampled. */
  sampled(): { readonly events: number; readonly masksNs: number } {
    return { events: this.#sampler.samples, masksNs: this.#sampler.masksNs }
  }

  /** Judges the batch region again without telling of matches, so that the engine compiles what it runs; counts nothing. */
  rehearse(byteCount: number): void {
    const counts = this.#bytes.slice(matchCounts, evaluationCounts + maxRules * 8)
    const end = this.batchRegion.offset + byteCount
    for (let at = this.batchRegion.offset; at < end && this.#rules !== null; ) {
      this.#rules.exports.evaluate(at, end)
      at = this.#view.getUint32(control.record, true)
    }
    this.#bytes.set(counts, matchCounts)
  }

  /** Match `index` of the last batch, in the order of events and, within one, of rules. */
  match(index: number): Match {
    const match = this.#matches[index]
    if (match === undefined) throw new RangeError(`the batch had ${this.#matches.length} matches`)
    return match
  }

  /** Where the answers for the kernel filter lie that the last batch asked for. */
  get answers(): Region {
    return { offset: memoryMap.answers.offset, capacity: this.#view.getUint32(control.answerBytes, true) }
  }

  /** All matches of the last batch. */
  matches(): readonly Match[] {
    return this.#matches
  }

  /** A value of the manifest for a record of the last batch that lies in memory. */
  value(index: number, record: number): RawValue {
    this.#describing?.extract(index, record)
    return readValue(this.memory)
  }

  #timedApply(times: JudgeTimes, at: number, end: number): number {
    const start = times.now()
    const next = this.#state.apply(at, end)
    times.state += times.now() - start
    return next
  }

  #timedEvaluate(times: JudgeTimes, from: number, to: number): void {
    const start = times.now()
    const described = times.output
    this.#evaluate(from, to)
    times.evaluate += times.now() - start - (times.output - described)
  }

  #evaluate(from: number, to: number): void {
    const rules = this.#rules
    if (rules === null) return
    for (let at = from; at < to; ) {
      let count: number
      let resume: number
      try {
        count = rules.exports.evaluate(at, to)
        resume = this.#view.getUint32(control.record, true)
      } catch (cause) {
        count = rules.exports.written()
        resume = this.#trapped(rules, cause)
      }
      if (count > 0) {
        const start = this.#times?.now() ?? 0
        this.#take(count, resume)
        if (this.#times !== undefined) this.#times.output += this.#times.now() - start
      }
      at = resume
    }
  }

  /** Disables the rule that trapped; answers the record to go on with: the same, or the next if no rule is to blame. */
  #trapped(rules: RulesModule, cause: unknown): number {
    const record = this.#view.getUint32(control.record, true)
    const ruleIndex = this.#view.getUint32(control.rule, true)
    this.#traps++
    this.#hasTrapped = true
    this.#view.setUint32(control.rule, noRule, true)
    const isRule = ruleIndex !== noRule && this.isEnabled(ruleIndex)
    if (isRule) {
      this.setEnabled(ruleIndex, false)
      rules.trapped.add(ruleIndex)
    }
    this.#onTrap({
      ruleIndex: isRule ? ruleIndex : -1,
      rule: isRule ? (rules.bundle.manifest.rules[ruleIndex]?.name ?? '') : '',
      cause,
    })
    return isRule ? record : record + this.#view.getUint32(record + sizeColumn, true)
  }

  /** Describes the matches just written. Those of the record to go on with will be found again and are left. */
  #take(count: number, resume: number): void {
    const describing = this.#describing
    if (describing === null) return
    for (let i = 0; i < count; i++) {
      const at = memoryMap.matches.offset + i * matchBytes
      const ruleIndex = this.#view.getUint32(at, true)
      const record = this.#view.getUint32(at + 4, true)
      if ((record & ~1) === resume) this.#uncount(ruleIndex)
      else this.#matches.push(this.#explained(describeMatch(describing, ruleIndex, record), record))
    }
  }

  /** The match with what its condition read, if there is room for it. */
  #explained(match: Match, record: number): Match {
    const reader = this.#rules?.reader ?? null
    if (reader === null || this.#matches.length >= this.#explainedPerBatch) return match
    const values = match.rule.reads.flatMap((text): (readonly [string, RawValue])[] => {
      const index = reader.indexes.get(text)
      if (index === undefined) return []
      reader.extract(index, record)
      return [[text, readValue(this.memory)]]
    })
    return { ...match, read: new Map(values) }
  }

  #uncount(ruleIndex: number): void {
    const at = matchCounts + ruleIndex * 8
    this.#view.setBigUint64(at, this.#view.getBigUint64(at, true) - 1n, true)
  }
}
