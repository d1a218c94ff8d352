/** A comparison: an operand, an operator, and what the operator takes on its right. */
import type { Place } from '../place.ts'
import type { OperatorName, Quantifier } from './condition.ts'
import { ConditionFault } from './fault.ts'
import type { Lexer } from './lexer.ts'
import {
  type Parsing,
  parseArgument,
  parseFieldRest,
  transformerNames,
  tryOperand,
  tryTransformer,
} from './parse-operand.ts'
import type { ComparisonSyntax, TransformerSyntax, ValuesSyntax } from './syntax.ts'

const numberOperators = ['<=', '<', '>=', '>'] as const
const symbolOperators = ['==', '=', '!='] as const
const wordOperators = [
  'glob',
  'iglob',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  'regex',
] as const
const listOperators = ['intersects', 'in', 'pmatch'] as const
const quantifiers: readonly Quantifier[] = ['oneof', 'anyof', 'allof']

/** Every operator, in the words of an error. */
export const operatorNames: readonly string[] = [
  'exists',
  ...numberOperators,
  ...symbolOperators,
  ...wordOperators,
  ...listOperators,
]

/** Operators that oneof, anyof and allof may follow. */
export const quantifiable: ReadonlySet<string> = new Set([...symbolOperators, ...wordOperators])

/** Operators whose right side is a list. */
export const listOperatorNames: ReadonlySet<string> = new Set(listOperators)

/** Whether a text is an operator's name. */
export const isOperator = (text: string): boolean => operatorNames.includes(text)

/** A comparison, or null if no operand stands here. */
export function parseComparison(parsing: Parsing, at: Place): ComparisonSyntax | null {
  const left = tryOperand(parsing, at)
  return left === null ? null : parsing.nested(() => parseOperatorAndRight(parsing, left, at))
}

function parseOperatorAndRight(parsing: Parsing, left: ComparisonSyntax['left'], at: Place): ComparisonSyntax {
  const { lexer } = parsing
  lexer.blank()
  const comparison = (written: string, right: ComparisonSyntax['right'], quantifier: Quantifier | null = null) =>
    ({ kind: 'comparison', left, operator: nameOf(written), written, quantifier, right, at }) as const
  if (lexer.take('exists')) return comparison('exists', null)
  const number = numberOperators.find((operator) => lexer.take(operator))
  if (number !== undefined) return comparison(number, parseNumberRight(parsing))
  const symbol = symbolOperators.find((operator) => lexer.take(operator))
  if (symbol !== undefined) return parseTextRight(parsing, symbol, lexer.blank(), comparison)
  const word = wordOperators.find((operator) => lexer.takeWord(operator))
  if (word !== undefined) return parseTextRight(parsing, word, true, comparison)
  const list = listOperators.find((operator) => lexer.take(operator))
  if (list !== undefined) return comparison(list, parseListRight(parsing))
  throw new ConditionFault(
    `expected a valid check operator: one of ${operatorNames.map((name) => `'${name}'`).join(', ')}`,
  )
}

const nameOf = (written: string): OperatorName => (written === '==' ? '=' : (written as OperatorName))

type MakeComparison = (written: string, right: ComparisonSyntax['right'], quantifier?: Quantifier) => ComparisonSyntax

/** Behind `=`, `startswith` and the like: a quantifier with a list, or one value. */
function parseTextRight(
  parsing: Parsing,
  operator: string,
  hadBlank: boolean,
  comparison: MakeComparison,
): ComparisonSyntax {
  const { lexer } = parsing
  const { offset, token } = lexer
  const quantifier = hadBlank ? quantifiers.find((candidate) => lexer.takeWord(candidate)) : undefined
  if (quantifier !== undefined && listFollows(lexer)) {
    const made = comparison(
      operator,
      parsing.nested(() => parseList(parsing)),
      quantifier,
    )
    return { ...made, written: `${operator} ${quantifier}` }
  }
  lexer.offset = offset
  lexer.token = token
  return comparison(
    operator,
    parsing.nested(() => parseTextValue(parsing)),
  )
}

const listFollows = ({ text, offset }: Lexer): boolean =>
  text[offset] === '(' ||
  (/[a-zA-Z]/.test(text.charAt(offset)) && !/^(?:and|or|not)(?![a-zA-Z0-9])/.test(text.slice(offset, offset + 4)))

function parseNumberRight(parsing: Parsing): ComparisonSyntax['right'] {
  const { lexer } = parsing
  return parsing.nested(() => {
    lexer.blank()
    const at = parsing.place()
    const operand = tryRightOperand(parsing)
    if (operand !== null) return operand
    if (parsing.plainFields.size > 0 && (lexer.takeQuoted() || lexer.takeKind('bareText')))
      return oneValue(lexer.token, at)
    if (lexer.takeKind('hexNumber') || lexer.takeKind('number')) return oneValue(lexer.token, at)
    throw new ConditionFault(`expected a number value or a field with a valid transformer: ${transformerNames}`)
  })
}

function parseTextValue(parsing: Parsing): ComparisonSyntax['right'] {
  const { lexer } = parsing
  lexer.blank()
  const at = parsing.place()
  const operand = tryRightOperand(parsing)
  if (operand !== null) return operand
  if (lexer.takeQuoted() || lexer.takeKind('bareText')) return oneValue(lexer.token, at)
  throw new ConditionFault(`expected a string value or a field with a valid transformer: ${transformerNames}`)
}

function parseListRight(parsing: Parsing): ComparisonSyntax['right'] {
  const { lexer } = parsing
  return parsing.nested(() => {
    lexer.blank()
    const at = parsing.place()
    const right = tryList(parsing) ?? tryRightOperand(parsing)
    if (right !== null) return right
    if (lexer.takeKind('identifier')) return oneValue(lexer.token, at)
    throw new ConditionFault(`expected a list, an identifier, or a field with a valid transformer: ${transformerNames}`)
  })
}

function parseList(parsing: Parsing): ValuesSyntax {
  parsing.lexer.blank()
  const at = parsing.place()
  const list = tryList(parsing)
  if (list !== null) return list
  if (parsing.lexer.takeKind('identifier')) return oneValue(parsing.lexer.token, at)
  throw new ConditionFault('expected a list or an identifier')
}

const oneValue = (value: string, at: Place): ValuesSyntax => ({
  kind: 'values',
  values: [value],
  places: [at],
  list: false,
  at,
})

/** A list of constants in parentheses, or null. */
function tryList(parsing: Parsing): ValuesSyntax | null {
  const { lexer } = parsing
  const at = parsing.place()
  if (!lexer.take('(')) return null
  const values: string[] = []
  const places: Place[] = []
  const add = (place: Place): void => {
    values.push(lexer.token)
    places.push(place)
    lexer.blank()
  }
  lexer.blank()
  const headAt = parsing.place()
  if (takeHead(lexer)) {
    add(headAt)
    while (lexer.take(',')) {
      lexer.blank()
      const place = parsing.place()
      if (!lexer.takeQuoted() && !lexer.takeKind('bareText')) throw new ConditionFault('expected a string value')
      add(place)
    }
  }
  if (!lexer.take(')')) throw new ConditionFault("expected a ')' token")
  return { kind: 'values', values, places, list: true, at }
}

/** The first value of a list; a bad escape there reads as the end of the list, as in Falco. */
function takeHead(lexer: Lexer): boolean {
  try {
    return lexer.takeQuoted() || lexer.takeKind('bareText')
  } catch (error) {
    if (error instanceof ConditionFault) return false
    throw error
  }
}

/** `val(field)` or a transformer, or null. */
function tryRightOperand(parsing: Parsing): TransformerSyntax | null {
  const { lexer } = parsing
  const at = parsing.place()
  if (!lexer.take('val(')) return tryTransformer(parsing, at)
  lexer.blank()
  const fieldAt = parsing.place()
  if (!lexer.takeKind('fieldName')) throw new ConditionFault("expected a field within 'val' transformer")
  const field = parseFieldRest(parsing, lexer.token, fieldAt)
  lexer.blank()
  if (!lexer.take(')')) throw new ConditionFault("expected a ')' token closing the transformer")
  return { kind: 'transformer', name: 'val', arguments: [field], argument: parseArgument(lexer), at }
}
