/** The generated module as it grows: functions, each held once, and the tables they refer to. */
import { Tables } from './tables.ts'

/** Collects functions by their text, so that the same check in two rules is one function. */
export class Program {
  readonly tables = new Tables()
  readonly #names = new Map<string, string>()
  readonly #functions: string[] = []

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

  /** All functions. */
  source(): string {
    return this.#functions.join('\n')
  }
}
