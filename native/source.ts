/** The source of events: programs in the kernel, attached as far as the wanted events need them. */
import { readFileSync } from 'node:fs'
import { arch } from 'node:os'
import { eventTypeNamed, eventTypes as knownTypes } from '#schema/events'
import { type Capture, type EventCount, type HookCount, loadAddon, type Target } from './addon.ts'
import { v1Controllers } from './cgroup.ts'
import { filterBytes, filtersAsBytes, filterTypes, type TypeFilter } from './kernel-filter.ts'
import { NativeError, nativeErrorOf } from './native-error.ts'
import { buildFolder } from './paths.ts'
import { type KernelFeature, probeKernel } from './probe.ts'
import { Readiness } from './readiness.ts'
import { Snapshot } from './snapshot.ts'
import { interestTable, isExec, isRingEvent, isSyscallEvent, isToldAtStart, syscallPrograms } from './syscalls.ts'

/** What is captured and how. */
export interface SourceOptions {
  /** Falco's names of the wanted events; exec, clone and exit come in any case, because state is made of them. */
  readonly eventTypes: readonly string[]
  /** Size of the ring, a power of two and at least a page; 16 MiB if not given. */
  readonly ringBytes?: number
  /** Whether exec and snapshot records carry the environment. */
  readonly wantEnv?: boolean
  /**
   * Whether execve and execveat that fail are told if they are wanted, as they are unless this is false. They come from
   * the hook of all system calls, so without them a source for processes alone needs none.
   */
  readonly failedExecs?: boolean
  /** Processes besides this one whose calls are not told, at most seven; exec, clone and exit are. */
  readonly excludePids?: readonly number[]
}

/** The loss ledger of the kernel's side. */
export interface Counters {
  /** By event type, as Falco names it. */
  readonly types: Readonly<Record<string, EventCount>>
  /** Calls of the x32 ABI whose numbers are wanted natively; they are not captured. */
  readonly unmapped: number
  /** By program, as the kernel knows it. */
  readonly hooks: Readonly<Record<string, HookCount>>
}

/** Events from this kernel. All targets need room for a whole record of 64 KiB. */
export interface Source {
  /** Hooks the programs up; from here on events gather in the ring. */
  attach(): void
  /** Writes records of the processes that are there, part after part until `complete`. */
  snapshot(buffer: Target, offset: number, capacity: number): { bytes: number; complete: boolean }
  /** Moves whole records from the ring to `buffer`; returns their bytes, 0 if there are none. */
  drainInto(buffer: Target, offset: number, capacity: number): number
  /** Calls back whenever there may be events, until close(); the callback drains until it gets 0. */
  onReadable(callback: () => void): void
  counters(): Counters
  /** How many events were dropped so far, of all types: one read of memory, where counters() asks the kernel for each type. */
  drops(): number
  /** Changes the wanted events while everything runs. */
  setInterest(eventTypes: readonly string[]): void
  /** Changes the processes besides this one whose calls are not told, at most seven, while everything runs. */
  setOwn(pids: readonly number[]): void
  /**
   * Puts the kernel filter of a rule set in force, all of it at once; none lets every wanted event pass. Events of types
   * that it does not name pass.
   */
  setFilter(filters: readonly TypeFilter[] | undefined): void
  /**
   * Tells the filter in force what it asks of processes: whole answers as struct eyas_answer of bpf/shared.h has them, of
   * which the first two words are filled in here. Without a filter they are for nobody.
   */
  answer(buffer: Target, offset: number, bytes: number): void
  /** Unhooks and unloads everything. */
  close(): void
}

const defaultRingBytes = 16 * 1024 * 1024
const processPrograms = ['eyas_exec', 'eyas_fork', 'eyas_exit'] as const
const ringPrograms = ['eyas_ring_complete', 'eyas_ring_submit'] as const
/** EYAS_OWN_PROCESSES in bpf/shared.h. */
const maxOwnProcesses = 8

function refuseMissing(features: readonly KernelFeature[]): void {
  const missing = features.filter(({ ok, needed }) => needed && !ok)
  if (missing.length === 0) return
  throw new NativeError(
    'NATIVE_KERNEL_LACKS',
    `capture is not possible here: ${missing.map(({ feature, error }) => `${feature} (${error})`).join(', ')}`,
    { hint: missing.map(({ hint }) => hint).join('; ') },
  )
}

function knownEventTypes(names: readonly string[]): readonly string[] {
  const unknown = names.filter((name) => eventTypeNamed(name) === undefined)
  if (unknown.length > 0) throw new NativeError('NATIVE_EVENT_TYPE', `no such event types: ${unknown.join(', ')}`)
  return names
}

function validRingBytes(bytes: number): number {
  const isPowerOfTwo = Number.isInteger(bytes) && bytes > 0 && 2 ** Math.round(Math.log2(bytes)) === bytes
  if (!isPowerOfTwo || bytes < 4096 || bytes > 2 ** 30) {
    throw new NativeError('NATIVE_ARGUMENT', `the ring needs a power of two from 4096 to 2^30 bytes, not ${bytes}`)
  }
  return bytes
}

/** This process and those to be left out with it. */
function ownProcesses(others: readonly number[]): Uint32Array {
  const pids = [process.pid, ...others]
  if (pids.length > maxOwnProcesses) {
    throw new NativeError('NATIVE_ARGUMENT', `at most ${maxOwnProcesses - 1} processes can be excluded`)
  }
  const table = new Uint32Array(maxOwnProcesses)
  table.set(pids)
  return table
}

class KernelSource implements Source {
  readonly #capture: Capture
  readonly #iterators: boolean
  readonly #rings: boolean
  readonly #wantEnv: boolean
  readonly #failedExecs: boolean
  #eventTypes: readonly string[]
  #attached = false
  /** Counts the filters that were put in force; its last bit tells which of the two places they are in. */
  #epoch = 1
  #readiness: Readiness | undefined
  #snapshot: Snapshot | undefined

  constructor(options: SourceOptions, features: readonly KernelFeature[]) {
    const has = (name: string): boolean => features.some(({ feature, ok }) => ok && feature === name)
    this.#eventTypes = knownEventTypes(options.eventTypes)
    this.#iterators = has('iterators')
    this.#rings = has('io_uring')
    this.#wantEnv = options.wantEnv ?? false
    this.#failedExecs = options.failedExecs ?? true
    const own = ownProcesses(options.excludePids ?? [])
    this.#capture = new (loadAddon().Capture)({
      objectPath: `${buildFolder}${has('bpf_rdonly_cast') && has('bpf_loop') ? 'eyas' : 'eyas-compat'}.bpf.o`,
      ringBytes: validRingBytes(options.ringBytes ?? defaultRingBytes),
      wantEnv: this.#wantEnv,
      v1Controllers: v1Controllers(readFileSync('/proc/cgroups', 'utf8')),
      iterators: this.#iterators,
      rings: this.#rings,
    })
    this.#capture.setOwn(own)
    for (const [eventType, program] of syscallPrograms) {
      const code = eventTypeNamed(eventType)?.code
      if (code !== undefined) this.#capture.setFamily(code, program)
    }
  }

  attach(): void {
    this.#attached = true
    for (const program of processPrograms) this.#capture.attach(program)
    this.#applyInterest()
  }

  setInterest(eventTypes: readonly string[]): void {
    this.#eventTypes = knownEventTypes(eventTypes)
    if (this.#attached) this.#applyInterest()
  }

  setOwn(pids: readonly number[]): void {
    this.#capture.setOwn(ownProcesses(pids))
  }

  setFilter(filters: readonly TypeFilter[] | undefined): void {
    if (filters === undefined) {
      this.#capture.useFilters(0)
      return
    }
    this.#epoch++
    const set = this.#epoch & 1
    const { byCode, nodes } = filtersAsBytes(filters, set)
    const passes = new Uint8Array(filterBytes)
    this.#capture.setNodes(set, nodes)
    for (let code = 0; code < filterTypes; code++) this.#capture.setFilter(set, code, byCode.get(code) ?? passes)
    this.#capture.useFilters(this.#epoch)
  }

  answer(buffer: Target, offset: number, bytes: number): void {
    this.#capture.answer(buffer, offset, bytes)
  }

  /** No event of a system call wanted: then no system call pays for the hook. */
  #applyInterest(): void {
    const calls = this.#eventTypes.filter((type) => isSyscallEvent(type) && (this.#failedExecs || !isExec(type)))
    this.#capture.setInterest(interestTable(calls, arch()))
    this.#hook('eyas_sys_exit', !calls.every(isToldAtStart))
    this.#hook('eyas_close', calls.some(isToldAtStart))
    // Completion first, so that what is submitted is not kept without end.
    for (const program of ringPrograms) this.#hook(program, this.#rings && calls.some(isRingEvent))
  }

  #hook(program: string, isWanted: boolean): void {
    if (isWanted) this.#capture.attach(program)
    else this.#capture.detach(program)
  }

  snapshot(buffer: Target, offset: number, capacity: number): { bytes: number; complete: boolean } {
    this.#snapshot ??= new Snapshot(this.#iterators ? this.#capture : undefined, this.#wantEnv)
    const part = this.#snapshot.readInto(buffer, offset, capacity)
    if (part.complete) this.#snapshot = undefined
    return part
  }

  drainInto(buffer: Target, offset: number, capacity: number): number {
    const bytes = this.#capture.drainInto(buffer, offset, capacity)
    this.#readiness?.noteDrained(bytes)
    return bytes
  }

  onReadable(callback: () => void): void {
    this.#readiness = new Readiness(this.#capture, callback)
  }

  counters(): Counters {
    const judged = knownTypes.filter((type) => type.judged)
    return {
      types: Object.fromEntries(judged.map(({ name, code }) => [name, this.#capture.count(code)])),
      unmapped: this.#capture.count(0).unmapped,
      hooks: this.#capture.hooks(),
    }
  }

  drops(): number {
    return this.#capture.drops()
  }

  close(): void {
    this.#readiness?.stop()
    this.#capture.close()
  }
}

/**
 * Loads the programs; nothing is hooked up before attach(). Throws a NativeError: NATIVE_KERNEL_LACKS with what to do
 * about it, NATIVE_PROGRAM_REFUSED with the verifier's last lines, or NATIVE_NOT_BUILT.
 */
export function openSource(options: SourceOptions): Source {
  const features = probeKernel()
  refuseMissing(features)
  try {
    return new KernelSource(options, features)
  } catch (thrown) {
    throw nativeErrorOf(thrown)
  }
}
