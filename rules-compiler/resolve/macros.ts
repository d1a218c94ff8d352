/** Macros take the place of their names in parsed conditions. A macro sees those defined before it was last touched. */
import { nearestOf } from '../check/nearest.ts'
import { parseCondition } from '../condition/parse.ts'
import type { Syntax } from '../condition/syntax.ts'
import type { CollectedMacro } from '../load/collect.ts'
import { type Findings, LoadFault } from '../load/findings.ts'
import type { PlacedText } from '../load/placed-text.ts'

/** The most comparisons of a condition once its macros are in place. */
export const maxComparisons = 100_000

/** A macro after its text was parsed. `syntax` is null if it cannot be used; why has been reported. */
interface ParsedMacro {
  readonly macro: CollectedMacro
  syntax: Syntax | null
  resolved: boolean
}

/** Thrown for a condition that uses a macro which is itself at fault; there is nothing more to report. */
export class BrokenMacro extends Error {
  override readonly name = 'BrokenMacro'
}

/** All macros of a load, parsed and resolved. */
export class Macros {
  readonly #macros = new Map<string, ParsedMacro>()
  readonly #sizes = new Map<Syntax, number>()
  /** The names of the macros that something uses. */
  readonly used = new Set<string>()

  /** `prepare` puts the lists into the text of a macro. */
  constructor(macros: Iterable<CollectedMacro>, prepare: (text: PlacedText) => PlacedText, findings: Findings) {
    for (const macro of macros) {
      const syntax = findings.guard(`macro '${macro.name}'`, () => parseOrFault(prepare(macro.condition)))
      this.#macros.set(macro.name, { macro, syntax, resolved: false })
    }
    for (const parsed of this.#macros.values()) this.#resolveMacro(parsed, findings)
  }

  #resolveMacro(parsed: ParsedMacro, findings: Findings): void {
    const { syntax, macro } = parsed
    if (syntax !== null)
      parsed.syntax = findings.guard(`macro '${macro.name}'`, () => {
        try {
          return this.resolve(syntax, macro.visibility)
        } catch (error) {
          if (error instanceof BrokenMacro) return null
          throw error
        }
      })
    parsed.resolved = true
  }

  /** The condition with macros in place of their names; throws a LoadFault or BrokenMacro. */
  resolve(syntax: Syntax, visibility = Number.POSITIVE_INFINITY): Syntax {
    const resolved = this.#visit(syntax, visibility, [])
    if (this.#sizeOf(resolved) > maxComparisons)
      throw new LoadFault(
        'LOAD_ERR_COMPILE_CONDITION',
        `the condition has more than ${maxComparisons} comparisons once its macros are in place`,
        syntax.at,
      )
    return resolved
  }

  #visit(syntax: Syntax, visibility: number, path: readonly string[]): Syntax {
    switch (syntax.kind) {
      case 'comparison':
        return syntax
      case 'not': {
        const term = this.#visit(syntax.term, visibility, path)
        return term === syntax.term ? syntax : { ...syntax, term }
      }
      case 'and':
      case 'or': {
        const terms = syntax.terms.map((term) => this.#visit(term, visibility, path))
        return terms.every((term, index) => term === syntax.terms[index]) ? syntax : { ...syntax, terms }
      }
      case 'identifier':
        return this.#macroFor(syntax.name, syntax, visibility, path)
    }
  }

  #macroFor(name: string, use: Syntax, visibility: number, path: readonly string[]): Syntax {
    const parsed = this.#macros.get(name)
    if (parsed === undefined || parsed.macro.index >= visibility)
      throw new LoadFault('LOAD_ERR_VALIDATE', `Undefined macro '${name}' used in filter.`, use.at, this.#hintFor(name))
    if (path.includes(name))
      throw new LoadFault('LOAD_ERR_VALIDATE', `reference loop in macro '${name}'`, use.at, [...path, name].join(' → '))
    if (parsed.syntax === null) throw new BrokenMacro()
    this.used.add(name)
    const inner = parsed.resolved ? parsed.syntax : this.#visit(parsed.syntax, visibility, [...path, name])
    return inner.kind === 'identifier' ? inner : { ...inner, macro: name }
  }

  #hintFor(name: string): string {
    const later = this.#macros.get(name)
    if (later !== undefined) {
      const { file, line } = later.macro.at
      return `'${name}' is defined only later, in ${file}:${line}`
    }
    const nearest = nearestOf(name, this.#macros.keys())
    return nearest === null ? '' : `did you mean ${nearest}?`
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
  throw new LoadFault('LOAD_ERR_COMPILE_CONDITION', parsed.message, text.placeAt(parsed.offset))
}
