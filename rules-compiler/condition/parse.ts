/**
 * Falco's grammar of conditions, by recursive descent. The order of the attempts is part of the language: `in` needs no
 * blank behind it, `or(` starts a parenthesis, and a bare word that `oneof` could begin is a value if no list follows.
 */
import type { PlacedText } from '../load/placed-text.ts'
import { ConditionFault } from './fault.ts'
import { Lexer } from './lexer.ts'
import { parseComparison } from './parse-comparison.ts'
import { type Parsing, parseOperand } from './parse-operand.ts'
import type { Syntax } from './syntax.ts'

/** The deepest nesting of a rule's condition, counted in productions as Falco counts. */
export const maxRuleDepth = 1000

/** A parsed condition, or why it cannot be parsed and at which offset of the text. */
export type Parsed =
  | { readonly ok: true; readonly syntax: Syntax }
  | { readonly ok: false; readonly message: string; readonly offset: number }

/** Parses a condition. Where `plainFields` names fields without a dot, words may stand behind `<` and the like, too. */
export function parseCondition(
  source: PlacedText,
  maxDepth = maxRuleDepth,
  plainFields: ReadonlySet<string> = new Set(),
): Parsed {
  const lexer = new Lexer(source.text)
  const parsing = newParsing(lexer, source, maxDepth, plainFields)
  try {
    if (source.text === '') throw new ConditionFault('filter input string is empty')
    const syntax = parseOr(parsing)
    if (!lexer.atEnd) throw new ConditionFault(`unexpected token after '${lexer.token}', expecting 'or', 'and'`)
    return { ok: true, syntax }
  } catch (error) {
    if (!(error instanceof ConditionFault)) throw error
    return { ok: false, message: error.message, offset: lexer.offset }
  }
}

/** Parses the field or transformer that a text begins with, as output templates have it; answers where it ends. */
export function parseLeadingOperand(source: PlacedText): {
  readonly operand: ReturnType<typeof parseOperand>
  readonly end: number
} {
  const lexer = new Lexer(source.text)
  return { operand: parseOperand(newParsing(lexer, source, maxRuleDepth)), end: lexer.offset }
}

function newParsing(
  lexer: Lexer,
  source: PlacedText,
  maxDepth: number,
  plainFields: ReadonlySet<string> = new Set(),
): Parsing {
  let depth = 0
  return {
    lexer,
    plainFields,
    place: () => source.placeAt(lexer.offset),
    nested: (parse) => {
      if (++depth >= maxDepth) throw new ConditionFault(`exceeded max depth limit of ${maxDepth}`)
      const result = parse()
      depth--
      return result
    },
  }
}

const parseOr = (parsing: Parsing): Syntax => parseJunction(parsing, 'or', parseAnd)
const parseAnd = (parsing: Parsing): Syntax => parseJunction(parsing, 'and', parseNot)

function parseJunction(parsing: Parsing, kind: 'and' | 'or', parseTerm: (parsing: Parsing) => Syntax): Syntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    const at = parsing.place()
    lexer.blank()
    const first = parseTerm(parsing)
    const terms = [first]
    lexer.blank()
    while (lexer.take(kind)) {
      if (lexer.blank()) terms.push(parseTerm(parsing))
      else if (lexer.take('(')) terms.push(parseParenthesis(parsing))
      else throw new ConditionFault(`expected blank or '(' after '${kind}'`)
      lexer.blank()
    }
    return terms.length === 1 ? first : { kind, terms, at }
  })
}

function parseNot(parsing: Parsing): Syntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    const at = parsing.place()
    let negated = false
    lexer.blank()
    while (lexer.takeKind('not')) negated = !negated
    if (lexer.take('not(')) return negate(!negated, parseParenthesis(parsing), at)
    return negate(negated, parseCheck(parsing), at)
  })
}

const negate = (negated: boolean, term: Syntax, at: Syntax['at']): Syntax =>
  negated ? { kind: 'not', term, at } : term

/** The rest of a parenthesis whose `(` is read. */
function parseParenthesis(parsing: Parsing): Syntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    lexer.blank()
    const inner = parseOr(parsing)
    lexer.blank()
    if (!lexer.take(')')) throw new ConditionFault("expected a ')' token")
    return inner
  })
}

function parseCheck(parsing: Parsing): Syntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    lexer.blank()
    const at = parsing.place()
    if (lexer.take('(')) return parseParenthesis(parsing)
    const comparison = parseComparison(parsing, at)
    if (comparison !== null) return comparison
    if (lexer.takeKind('identifier')) return { kind: 'identifier', name: lexer.token, at }
    throw new ConditionFault("expected a '(' token, a field check, or an identifier")
  })
}
