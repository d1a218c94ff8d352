/** Where the hot thread takes events from: this kernel, or a recording. */
import { type Counters, openSource } from '#native'
import type { LossLedger } from '#schema/alert'
import type { EventFilter } from '#schema/kernel-filter'
import type { KernelNeeds } from '#schema/manifest'
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
  /** Whether process events were lost since this was last asked. */
  lostProcessEvents(): boolean
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

const processTypes = new Set(['execve', 'execveat', 'clone', 'fork', 'vfork', 'clone3', 'procexit'])

/** Events of this kernel. */
class KernelEvents implements EventSource {
  readonly #source: ReturnType<typeof openSource>
  readonly ended = false
  #knownDrops = 0
  #knownLosses = 0

  constructor({ excludePids }: LiveSource, { eventTypes, wantEnv, filter }: KernelNeeds) {
    this.#source = openSource({ eventTypes, excludePids, wantEnv })
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

  lostProcessEvents(): boolean {
    const drops = this.#source.drops()
    if (drops === this.#knownDrops) return false
    this.#knownDrops = drops
    const { types } = this.#source.counters()
    const losses = Object.entries(types)
      .filter(([name]) => processTypes.has(name))
      .reduce((sum, [, { droppedFull, droppedWatermark }]) => sum + droppedFull + droppedWatermark, 0)
    const isNew = losses > this.#knownLosses
    this.#knownLosses = losses
    return isNew
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

/** What was submitted is evaluated: the ring holds it for milliseconds, and draining it loses nothing. */
const ledgerOf = ({ types }: Counters): LossLedger =>
  Object.fromEntries(
    Object.entries(types)
      .filter(([, { seen }]) => seen > 0)
      .map(([name, { seen, filtered, own, submitted, droppedFull, droppedWatermark, unmapped }]) => [
        name,
        { seen, filtered: filtered + own, evaluated: submitted, dropped: droppedFull + droppedWatermark + unmapped },
      ]),
  )
