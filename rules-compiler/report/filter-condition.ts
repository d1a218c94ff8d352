/** `eyas filter`: reads one condition by itself. */
import { checkCondition } from '../check/check-condition.ts'
import { parseCondition } from '../condition/parse.ts'
import { printCondition } from '../condition/print.ts'
import { PlacedText } from '../load/placed-text.ts'
import { type Source, sources } from '../load/source.ts'

/** What is wrong with a condition; line and column count from 1 in its text. */
export interface FilterError {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** A condition's canonical form, or what is wrong with it. */
export type FilterResult =
  | { readonly ok: true; readonly canonical: string }
  | { readonly ok: false; readonly error: FilterError }

/** How to read the condition. */
export interface FilterOptions {
  /** Parses only: neither fields nor macros are looked up. */
  readonly syntaxOnly?: boolean
  readonly source?: string
  /** The deepest nesting, counted in productions. */
  readonly maxDepth?: number
}

/** The nesting that Falco allows a condition outside of a rule. */
const filterDepth = 100

/** Parses a condition, and checks its fields and types unless told not to. */
export function filterCondition(text: string, options: FilterOptions = {}): FilterResult {
  const placed = placedOf(text)
  const parsed = parseCondition(placed, options.maxDepth ?? filterDepth)
  if (!parsed.ok) return failed(parsed.message, placed, parsed.offset)
  if (options.syntaxOnly) return { ok: true, canonical: printCondition(parsed.syntax) }
  const source = sources.get(options.source ?? 'syscall')
  if (source === undefined) return failed(`unknown source ${options.source}`, placed, 0)
  return checked(parsed.syntax, source)
}

function checked(syntax: Parameters<typeof checkCondition>[0], source: Source): FilterResult {
  const [error] = checkCondition(syntax, source).errors
  if (error === undefined) return { ok: true, canonical: printCondition(syntax) }
  return { ok: false, error: { message: error.message, line: error.at.line, column: error.at.column } }
}

function failed(message: string, placed: PlacedText, offset: number): FilterResult {
  const { line, column } = placed.placeAt(offset)
  return { ok: false, error: { message, line, column } }
}

/** A text that is its own file. */
export function placedOf(text: string): PlacedText {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return PlacedText.mapped(text, (offset) => {
    const line = starts.findLastIndex((start) => start <= offset)
    return { file: '', line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  })
}
