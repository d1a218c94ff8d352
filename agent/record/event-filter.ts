/** A condition of the command line, asked of every event of a recording by the same compiled code as rules are. */
import { hostname } from 'node:os'
import { bootTimeNs } from '#native'
import { compileStateModule, stopAssembler } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { createRuntime, type Runtime } from '#wasm-runtime'
import { readAccounts } from '../accounts.ts'
import { compileFields } from '../replay/compile-fields.ts'
import { cacheDirectory } from '../start/prepare-rules.ts'
import type { BatchFilter } from './record-live.ts'

/** Judges batches that lie in its memory. */
export class EventFilter implements BatchFilter {
  readonly #runtime: Runtime
  readonly #bundle: Bundle

  private constructor(runtime: Runtime, bundle: Bundle) {
    this.#runtime = runtime
    this.#bundle = bundle
  }

  /** The filter of a condition; throws FieldsFault if it is none. */
  static async of(condition: string): Promise<EventFilter> {
    const bundle = await compileFields({ fields: ['evt.num'], filter: condition, source: 'syscall' }, false)
    const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
    stopAssembler()
    const runtime = createRuntime({ stateModule, bootTimeNs: bootTimeNs() })
    await runtime.load(bundle)
    const { users, groups } = readAccounts()
    runtime.setUsers(users)
    runtime.setGroups(groups)
    runtime.setHostname(process.env.FALCO_HOSTNAME ?? hostname())
    return new EventFilter(runtime, bundle)
  }

  /** The event types that the condition can hold for. */
  get eventTypes(): readonly string[] {
    return this.#bundle.manifest.kernel.eventTypes
  }

  /** Where batches are to be written. */
  get batch(): Uint8Array<ArrayBuffer> {
    const { memory, batchRegion } = this.#runtime
    // Memory of this module is not shared with another thread.
    return new Uint8Array(memory.buffer as ArrayBuffer, batchRegion.offset, batchRegion.capacity)
  }

  /** The numbers of the events of a batch for which the condition holds. */
  judge(bytes: number): ReadonlySet<bigint> {
    this.#runtime.judge(bytes)
    return new Set(this.#runtime.matches().map(({ eventNumber }) => BigInt(eventNumber)))
  }
}
