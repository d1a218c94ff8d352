/** Faults and warnings, gathered while files are loaded. */
import { Guesses } from '../check/nearest.ts'
import type { Place } from '../place.ts'
import type { Diagnostic } from '../rule.ts'

/** Falco's codes of errors. */
export type ErrorCode =
  | 'LOAD_ERR_FILE_READ'
  | 'LOAD_ERR_YAML_PARSE'
  | 'LOAD_ERR_YAML_VALIDATE'
  | 'LOAD_ERR_COMPILE_CONDITION'
  | 'LOAD_ERR_COMPILE_OUTPUT'
  | 'LOAD_ERR_VALIDATE'

/** Falco's codes of warnings, and at the end our own: of what Falco takes without a word and never holds here. */
export type WarningCode =
  | 'LOAD_UNKNOWN_SOURCE'
  | 'LOAD_UNSAFE_NA_CHECK'
  | 'LOAD_NO_EVTTYPE'
  | 'LOAD_UNKNOWN_FILTER'
  | 'LOAD_UNUSED_MACRO'
  | 'LOAD_UNUSED_LIST'
  | 'LOAD_UNKNOWN_ITEM'
  | 'LOAD_DEPRECATED_ITEM'
  | 'LOAD_APPEND_NO_VALUES'
  | 'LOAD_EXCEPTION_NAME_NOT_UNIQUE'
  | 'LOAD_INVALID_MACRO_NAME'
  | 'LOAD_INVALID_LIST_NAME'
  | 'LOAD_COMPILE_CONDITION'
  | 'LOAD_UNKNOWN_KEY'
  | 'LOAD_FIELD_NOT_SUPPLIED'
  | 'LOAD_FIELD_WITHOUT_VALUE'
  | 'LOAD_EVTTYPE_NOT_CAPTURED'
  | 'LOAD_LIST_NAME_AS_TEXT'
  | 'LOAD_COMPILE_OUTPUT'

/** Thrown inside the loader where an item cannot be read any further; caught by whoever reads items, and reported. */
export class LoadFault extends Error {
  override readonly name = 'LoadFault'
  readonly code: ErrorCode
  readonly at: Place
  readonly hint: string

  constructor(code: ErrorCode, message: string, at: Place, hint: string) {
    super(message)
    this.code = code
    this.at = at
    this.hint = hint
  }
}

/** Of one load so many diagnostics are told; the rest is counted. */
const maxDiagnostics = 2000

/**
 * The diagnostics of a load, in the order in which they were found, each only once: an error in a macro is told for the
 * first rule that uses it, a warning for each.
 */
export class Findings {
  readonly #all: Diagnostic[] = []
  readonly #seen = new Set<string>()
  /** Guesses what misspelt names of this load should have been. */
  readonly guesses = new Guesses()
  #errors = 0
  #untold = 0
  /** The worst severity among those not told. */
  #worst: Diagnostic['severity'] = 'warning'

  get all(): readonly Diagnostic[] {
    const last = this.#all.at(-1)
    if (this.#untold === 0 || last === undefined) return this.#all
    const message = 'there are more diagnostics, which are not told'
    return [...this.#all, { ...last, severity: this.#worst, message, item: '', hint: 'mend these and check again' }]
  }

  /** Whether any of them is an error. */
  get hasErrors(): boolean {
    return this.#worst === 'error' || this.#errors > 0
  }

  /** Whether there are errors and nothing more is told, so that reading on is of no use. */
  get isFull(): boolean {
    return this.#untold > 0 && this.hasErrors
  }

  /** Reports an error. */
  error(code: ErrorCode, message: string, at: Place, item: string, hint: string): void {
    this.#add({ code, severity: 'error', message, at, item, hint })
  }

  /** Reports a warning. */
  warning(code: WarningCode, message: string, at: Place, item: string, hint = ''): void {
    this.#add({ code, severity: 'warning', message, at, item, hint })
  }

  /** Runs one step; a fault in it is reported and answers null. */
  guard<T>(item: string, step: () => T): T | null {
    try {
      return step()
    } catch (fault) {
      if (!(fault instanceof LoadFault)) throw fault
      this.error(fault.code, fault.message, fault.at, item, fault.hint)
      return null
    }
  }

  #add(diagnostic: Diagnostic): void {
    if (this.#all.length >= maxDiagnostics) {
      this.#untold++
      if (diagnostic.severity === 'error') this.#worst = 'error'
      return
    }
    const { at } = diagnostic
    const isError = diagnostic.severity === 'error'
    const item = isError ? '' : diagnostic.item
    const key = JSON.stringify([diagnostic.code, diagnostic.message, at.file, at.line, at.column, item])
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.#all.push(diagnostic)
    if (isError) this.#errors++
  }
}
