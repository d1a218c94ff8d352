/** The generated module as it grows: functions, each held once, and the tables they refer to. */

import type { EventType, Parameter } from '#schema/events'
import type { ManifestJsonField } from '#schema/manifest'
import { Readers } from './readers.ts'
import { Tables } from './tables.ts'

/** Collects functions by their text, so that the same check in two rules is one function. */
export class Program {
  /** The types that events of the module may have. */
  readonly types: readonly EventType[]
  readonly tables = new Tables()
  /** The parameters that are read by way of a table, by event type. */
  readonly parameters = new Map<EventType, Set<Parameter>>()
  /** Expressions that read a text of a record. */
  readonly texts = new Readers()
  readonly #names = new Map<string, string>()
  readonly #functions: string[] = []
  readonly #made = new Map<object, Map<string, string>>()
  readonly #jsonFields = new Map<string, ManifestJsonField>()

  constructor(types: readonly EventType[]) {
    this.types = types
  }

  /** The name of a function of these parameters and body; `prefix` only helps the reader. */
  function(prefix: string, parameters: string, result: string, body: string): string {
    const text = `(${parameters}): ${result} {\n${body}\n}`
    let name = this.#names.get(text)
    if (name === undefined) {
      name = `${prefix}${this.#functions.length}`
      this.#names.set(text, name)
      this.#functions.push(`function ${name}${text}`)
    }
    return name
  }

  /** The code that is made once for an object of the rules (a check) and what it is made for. */
  once(of: object, purpose: string, make: () => string): string {
    const known = this.#made.get(of) ?? new Map<string, string>()
    this.#made.set(of, known)
    const code = known.get(purpose) ?? make()
    known.set(purpose, code)
    return code
  }

  /** The number of the value that records of JSON events have for a field. */
  jsonValue(field: ManifestJsonField): number {
    const key = JSON.stringify(field)
    this.#jsonFields.set(key, field)
    return [...this.#jsonFields.keys()].indexOf(key)
  }

  /** The fields of JSON events that values were asked for, in the order of their numbers. */
  get jsonFields(): readonly ManifestJsonField[] {
    return [...this.#jsonFields.values()]
  }

  /** All functions. */
  source(): string {
    return this.#functions.join('\n')
  }
}
