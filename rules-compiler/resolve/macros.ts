/** Macros take the place of their names in parsed conditions. A macro sees those defined before it was last touched. */
import { parseCondition } from '../condition/parse.ts'
import type { IdentifierSyntax, Syntax } from '../condition/syntax.ts'
import { operatorWords, syntaxHint } from '../condition/syntax-hint.ts'
import type { CollectedMacro, Collection } from '../load/collect.ts'
import { type Findings, LoadFault } from '../load/findings.ts'
import type { PlacedText } from '../load/placed-text.ts'
import type { Place } from '../place.ts'

/** The most comparisons of a condition once its macros are in place. */
export const maxComparisons = 100_000

/** A macro after its text was parsed. `syntax` is null if it cannot be used; why has been reported. */
interface ParsedMacro {
  readonly macro: CollectedMacro
  syntax: Syntax | null
  resolved: boolean
}

/** Where a name is used: in which item, seeing macros up to where, inside of which macros. */
interface Use {
  readonly label: string
  readonly visibility: number
  readonly path: readonly string[]
}

/** What to do about a name that is no macro's. */
const noMacroHint = (name: string): string =>
  operatorWords.has(name)
    ? `'${name}' is an operator: what it compares is missing`
    : `define '- macro: ${name}', or compare with it: proc.name = ${name}`

/** All macros of a load, parsed and resolved. */
export class Macros {
  readonly #macros = new Map<string, ParsedMacro>()
  readonly #sizes = new Map<Syntax, number>()
  readonly #lost: ReadonlySet<string>
  readonly #findings: Findings
  /** The names of the macros that something uses. */
  readonly used = new Set<string>()

  /** `prepare` puts the lists into the text of a macro. */
  constructor({ macros, lost }: Collection, prepare: (text: PlacedText) => PlacedText, findings: Findings) {
    this.#lost = lost
    this.#findings = findings
    for (const macro of macros.values()) {
      const { name, condition } = macro
      const syntax =
        condition === null ? null : findings.guard(`macro '${name}'`, () => parseOrFault(prepare(condition)))
      this.#macros.set(name, { macro, syntax, resolved: false })
    }
    for (const parsed of this.#macros.values()) this.#resolveMacro(parsed)
  }

  #resolveMacro(parsed: ParsedMacro): void {
    const { syntax, macro } = parsed
    const label = `macro '${macro.name}'`
    if (syntax !== null)
      parsed.syntax = this.#findings.guard(label, () => this.resolve(syntax, label, macro.visibility))
    parsed.resolved = true
  }

  /**
   * The condition with macros in place of their names. Names that cannot be replaced are reported for the item of that
   * label and stay, marked so; throws a LoadFault if the condition gets too long.
   */
  resolve(syntax: Syntax, label: string, visibility = Number.POSITIVE_INFINITY): Syntax {
    const resolved = this.#visit(syntax, { label, visibility, path: [] })
    if (this.#sizeOf(resolved) > maxComparisons)
      throw new LoadFault(
        'LOAD_ERR_COMPILE_CONDITION',
        `the condition has more than ${maxComparisons} comparisons once its macros are in place`,
        syntax.at,
        'lists (proc.name in (my_list)) take less room than macros that name each other',
      )
    return resolved
  }

  #visit(syntax: Syntax, use: Use): Syntax {
    switch (syntax.kind) {
      case 'comparison':
        return syntax
      case 'not': {
        const term = this.#visit(syntax.term, use)
        return term === syntax.term ? syntax : { ...syntax, term }
      }
      case 'and':
      case 'or': {
        const terms = syntax.terms.map((term) => this.#visit(term, use))
        return terms.every((term, index) => term === syntax.terms[index]) ? syntax : { ...syntax, terms }
      }
      case 'identifier':
        return this.#macroFor(syntax, use)
    }
  }

  #macroFor(syntax: IdentifierSyntax, { label, visibility, path }: Use): Syntax {
    const { name, at } = syntax
    const unusable = { ...syntax, reported: true } as const
    if (syntax.reported) return syntax
    const parsed = this.#macros.get(name)
    if (parsed === undefined || parsed.macro.index >= visibility) {
      if (parsed !== undefined || !this.#lost.has(`macro ${name}`)) this.#reportUndefined(name, at, label)
      return unusable
    }
    if (path.includes(name)) {
      const hint = `${[...path, name].join(' → ')}: write out what one of them stands for`
      this.#findings.error('LOAD_ERR_VALIDATE', `reference loop in macro '${name}'`, at, label, hint)
      return unusable
    }
    if (parsed.syntax === null) return unusable
    this.used.add(name)
    const inner = parsed.resolved
      ? parsed.syntax
      : this.#visit(parsed.syntax, { label, visibility, path: [...path, name] })
    return inner.kind === 'identifier' ? inner : { ...inner, macro: name }
  }

  #reportUndefined(name: string, at: Place, label: string): void {
    const message = `Undefined macro '${name}' used in filter.`
    this.#findings.error('LOAD_ERR_VALIDATE', message, at, label, this.#hintFor(name))
  }

  #hintFor(name: string): string {
    const later = this.#macros.get(name)
    if (later === undefined) return this.#findings.guesses.didYouMean(name, this.#macros) || noMacroHint(name)
    const { file, line } = later.macro.at
    return `'${name}' is defined only later, in ${file}:${line}`
  }

  #sizeOf(syntax: Syntax): number {
    if (syntax.kind === 'comparison' || syntax.kind === 'identifier') return 1
    const known = this.#sizes.get(syntax)
    if (known !== undefined) return known
    const terms = syntax.kind === 'not' ? [syntax.term] : syntax.terms
    const size = terms.reduce((sum, term) => sum + this.#sizeOf(term), 0)
    this.#sizes.set(syntax, size)
    return size
  }
}

/** Parses a condition; throws a LoadFault at the place where it goes wrong. */
export function parseOrFault(text: PlacedText): Syntax {
  const parsed = parseCondition(text)
  if (parsed.ok) return parsed.syntax
  const hint = syntaxHint(parsed.message, text.text, parsed.offset)
  throw new LoadFault('LOAD_ERR_COMPILE_CONDITION', parsed.message, placeOfFault(text, parsed.offset), hint)
}

/** The place of an offset; where only blanks follow, the place behind the last word, not that of the next key. */
function placeOfFault(text: PlacedText, offset: number): Place {
  const end = text.text.trimEnd().length
  if (offset <= end || end === 0) return text.placeAt(offset)
  const last = text.placeAt(end - 1)
  return { ...last, column: last.column + 1 }
}
