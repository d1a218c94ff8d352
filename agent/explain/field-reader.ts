/** Reads the fields of a record with a reader (rules-compiler/bundle/compile-reader.ts), for the reference evaluator. */
import { type ReadField, readFieldFrom, type Value } from '#rules-compiler'
import { columnOf } from '#schema/layout'
import type { Bundle } from '#schema/manifest'
import { header, recordFlags } from '#schema/record'
import { createProbe, type RawValue, type Runtime } from '#wasm-runtime'

/** A field that the reader does not have: none of the rules that it was made for reads it. */
export class FieldNotRead extends Error {}

/** A value as the reference evaluator has it; undefined if there is none. */
export function evaluatorValue(raw: RawValue): Value | undefined {
  switch (raw.kind) {
    case 'absent':
      return undefined
    case 'text':
    case 'address':
      return raw.bytes
    case 'list':
      return raw.members
    default:
      return raw.value
  }
}

const flagsColumn = columnOf(header, 'flags').offset

/** Judges records by nothing, so as to know their processes, and reads their fields. */
export class FieldReader {
  readonly #runtime: Runtime
  readonly #indexes: ReadonlyMap<string, number>

  /** `runtime` is the reader's alone. */
  private constructor(runtime: Runtime, reader: Bundle) {
    this.#runtime = runtime
    this.#indexes = new Map(reader.manifest.values.map(({ text }, index) => [text, index]))
  }

  /** A reader on `runtime`, a probe unless given. */
  static async on(
    reader: Bundle,
    stateModule: WebAssembly.Module,
    runtime: Runtime = createProbe(stateModule),
  ): Promise<FieldReader> {
    await runtime.load(reader)
    // Its values are asked for one by one.
    runtime.setEnabled(0, false)
    return new FieldReader(runtime, reader)
  }

  /**
   * Takes the next record; answers how its fields are read until the one after it: once, or twice if the kernel opened
   * another path than was asked for, as such an event is judged under either name.
   */
  next(record: Uint8Array): readonly ReadField[] {
    this.#runtime.judgeRecords(record)
    const at = this.#runtime.batchRegion.offset
    const flags = new DataView(this.#runtime.memory.buffer).getUint16(at + flagsColumn, true)
    // An odd address reads the record by the name that the kernel resolved.
    const places = (flags & recordFlags.OTHER_NAME) === 0 ? [at] : [at, at | 1]
    return places.map((place) => this.#readAt(place))
  }

  #readAt(place: number): ReadField {
    return readFieldFrom((name) => {
      const index = this.#indexes.get(name)
      if (index === undefined) throw new FieldNotRead(`the value of ${name} cannot be read`)
      return evaluatorValue(this.#runtime.value(index, place))
    })
  }
}
