/** Where the hot thread takes events from: this kernel, or a recording. */
import { type HookCount, openSource } from '#native'
import type { LossLedger } from '#schema/alert'
import type { EventFilter } from '#schema/kernel-filter'
import type { KernelNeeds } from '#schema/manifest'
import { ledgerOf } from './kernel-ledger.ts'
import type { LiveSource, RecordedSource } from './messages.ts'
import { RecordedEvents } from './recorded-events.ts'

export interface EventSource {
  /** From here on events gather. */
  attach(): void
  /** Writes records of what was there before, part after part. */
  snapshot(buffer: ArrayBuffer, offset: number, capacity: number): { bytes: number; complete: boolean }
  /** Moves whole records to `buffer`; 0 if there are none now. */
  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number
  /** Calls back whenever there may be events. */
  onReadable(callback: () => void): void
  /** True once no event will come any more. */
  readonly ended: boolean
  /** What was seen and what became of it, by event type. */
  ledger(): LossLedger
  /** What the kernel counts of each program of ours, by its name. */
  hooks(): Readonly<Record<string, HookCount>>
  /** Counts up with every event that the ring had no room for; quickly asked. */
  drops(): number
  /** Whether there is a process of that pid now. */
  isRunning(pid: number): boolean
  /** Changes which events are wanted. */
  setInterest(eventTypes: readonly string[]): void
  /** Lets go in the kernel of what no rule can match; undefined lets go of nothing. */
  setFilter(filter: readonly EventFilter[] | undefined): void
  /** Tells the kernel filter what was found out of processes; see `answerColumns` of the memory map. */
  answer(buffer: ArrayBuffer, offset: number, bytes: number): void
  /** Leaves out the opens and connections of these processes, besides its own. */
  setOwn(pids: readonly number[]): void
  close(): void
}

/** Opens the source that the settings name, for rules that need this of the kernel. */
export const openEvents = (settings: LiveSource | RecordedSource, needs: KernelNeeds): EventSource =>
  settings.kind === 'live' ? new KernelEvents(settings, needs) : new RecordedEvents(settings.file)

/** Whether there is a process of that pid; that it may not be signalled says that there is. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Events of this kernel. */
class KernelEvents implements EventSource {
  readonly #source: ReturnType<typeof openSource>
  readonly ended = false

  constructor({ excludePids, ringBytes }: LiveSource, { eventTypes, wantEnv, filter }: KernelNeeds) {
    this.#source = openSource({
      eventTypes,
      excludePids,
      wantEnv,
      ...(ringBytes === undefined ? {} : { ringBytes }),
    })
    this.#source.setFilter(filter)
  }

  attach(): void {
    this.#source.attach()
  }

  snapshot(buffer: ArrayBuffer, offset: number, capacity: number): { bytes: number; complete: boolean } {
    return this.#source.snapshot(buffer, offset, capacity)
  }

  drainInto(buffer: ArrayBuffer, offset: number, capacity: number): number {
    return this.#source.drainInto(buffer, offset, capacity)
  }

  onReadable(callback: () => void): void {
    this.#source.onReadable(callback)
  }

  ledger(): LossLedger {
    return ledgerOf(this.#source.counters())
  }

  hooks(): Readonly<Record<string, HookCount>> {
    return this.#source.counters().hooks
  }

  drops(): number {
    return this.#source.drops()
  }

  isRunning(pid: number): boolean {
    return isRunning(pid)
  }

  setInterest(eventTypes: readonly string[]): void {
    this.#source.setInterest(eventTypes)
  }

  setFilter(filter: readonly EventFilter[] | undefined): void {
    this.#source.setFilter(filter)
  }

  answer(buffer: ArrayBuffer, offset: number, bytes: number): void {
    this.#source.answer(buffer, offset, bytes)
  }

  setOwn(pids: readonly number[]): void {
    this.#source.setOwn(pids)
  }

  close(): void {
    this.#source.close()
  }
}
