/** `eyas check`: what loading says, file by file. */
import { loadRules } from '../load/load-rules.ts'
import type { LoadOptions } from '../load/options.ts'
import type { RuleFile } from '../load/read-file.ts'
import type { Diagnostic } from '../rule.ts'

/** A fault or warning as `eyas check --json` prints it. */
export interface CheckEntry {
  readonly code: string
  readonly message: string
  readonly line: number
  readonly column: number
  readonly item: string
  readonly hint: string
}

/** What there is to say about one file. */
export interface FileCheck {
  readonly file: string
  readonly ok: boolean
  readonly errors: readonly CheckEntry[]
  readonly warnings: readonly CheckEntry[]
}

/** Loads the files together, in order, and sorts what was found by file and place. */
export const checkFiles = (files: readonly RuleFile[], options: LoadOptions = {}): readonly FileCheck[] =>
  checksOf(files, loadRules(files, options).diagnostics)

/** Diagnostics of a load, by file. */
export function checksOf(files: readonly RuleFile[], diagnostics: readonly Diagnostic[]): readonly FileCheck[] {
  return files.map(({ path }) => {
    const own = diagnostics.filter(({ at }) => at.file === path)
    const errors = entriesOf(own, 'error')
    return { file: path, ok: errors.length === 0, errors, warnings: entriesOf(own, 'warning') }
  })
}

const entriesOf = (diagnostics: readonly Diagnostic[], severity: Diagnostic['severity']): readonly CheckEntry[] =>
  diagnostics
    .filter((diagnostic) => diagnostic.severity === severity)
    .map(({ code, message, at, item, hint }) => ({ code, message, line: at.line, column: at.column, item, hint }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
