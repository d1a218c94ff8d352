/** The generated module as it grows: functions, each held once, and the tables they refer to. */
import { Tables } from './tables.ts'

/** Collects functions by their text, so that the same check in two rules is one function. */
export class Program {
  readonly tables = new Tables()
  readonly #names = new Map<string, string>()
  readonly #functions: string[] = []
  readonly #made = new Map<object, Map<string, string>>()

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

  /** All functions. */
  source(): string {
    return this.#functions.join('\n')
  }
}
