/** Fields, transformers and what stands inside of them. */
import type { Place } from '../place.ts'
import type { TransformerName } from './condition.ts'
import { ConditionFault } from './fault.ts'
import type { Lexer } from './lexer.ts'
import type { FieldSyntax, ListSyntax, OperandSyntax, TransformerSyntax } from './syntax.ts'

/** What every production needs. */
export interface Parsing {
  readonly lexer: Lexer
  /** Names that are fields though they have no dot; rules have none such. */
  readonly plainFields: ReadonlySet<string>
  /** The place of the cursor. */
  readonly place: () => Place
  /** Runs a production one level deeper; throws if that is too deep. */
  readonly nested: <T>(parse: () => T) => T
}

/** The transformers, in the order in which they are tried. */
export const transformers: readonly TransformerName[] = [
  'tolower',
  'toupper',
  'b64',
  'basename',
  'len',
  'join',
  'concat',
  'getopt',
]

/** The transformers and `val` in an error's words. */
export const transformerNames = ['val', ...transformers].map((name) => `'${name}'`).join(', ')

/** A field or a transformer. */
export function parseOperand(parsing: Parsing): FieldSyntax | TransformerSyntax {
  return parsing.nested(() => {
    const operand = tryOperand(parsing, parsing.place())
    if (operand === null) throw new ConditionFault(`unexpected token after '${parsing.lexer.token}`)
    return operand
  })
}

/** A field or a transformer, or null if there is neither. */
export function tryOperand(parsing: Parsing, at: Place): FieldSyntax | TransformerSyntax | null {
  const { lexer } = parsing
  if (lexer.takeKind('fieldName') || takePlainField(parsing)) return parseFieldRest(parsing, lexer.token, at)
  return tryTransformer(parsing, at)
}

function takePlainField({ lexer, plainFields }: Parsing): boolean {
  if (plainFields.size === 0) return false
  const { offset, token } = lexer
  if (lexer.takeKind('identifier') && plainFields.has(lexer.token)) return true
  lexer.offset = offset
  lexer.token = token
  return false
}

/** A transformer, or null. */
export function tryTransformer(parsing: Parsing, at: Place): TransformerSyntax | null {
  const name = transformers.find((candidate) => parsing.lexer.take(`${candidate}(`))
  return name === undefined ? null : parseTransformerRest(parsing, name, at)
}

/** The rest of a field whose name is read. */
export const parseFieldRest = (parsing: Parsing, name: string, at: Place): FieldSyntax =>
  parsing.nested(() => ({ kind: 'field', name, argument: parseArgument(parsing.lexer), at }))

/** What stands in brackets behind a field or transformer, or null. */
export function parseArgument(lexer: Lexer): string | null {
  if (!lexer.take('[')) return null
  if (!lexer.takeQuoted() && !lexer.takeKind('bareArgument'))
    throw new ConditionFault('expected a valid field argument: a quoted string or a bare string')
  const argument = lexer.token
  if (!lexer.take(']')) throw new ConditionFault("expected a ']' token")
  return argument
}

function parseTransformerRest(parsing: Parsing, name: TransformerName, at: Place): TransformerSyntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    const inner: OperandSyntax[] = []
    lexer.blank()
    do {
      inner.push(parseTransformerArgument(parsing))
      lexer.blank()
    } while (lexer.take(','))
    if (!lexer.take(')')) throw new ConditionFault("expected a ')' token closing the transformer")
    return { kind: 'transformer', name, arguments: inner, argument: parseArgument(lexer), at }
  })
}

function parseTransformerArgument(parsing: Parsing): OperandSyntax {
  const { lexer } = parsing
  return parsing.nested(() => {
    lexer.blank()
    const at = parsing.place()
    if (takeConstant(lexer)) return { kind: 'value', text: lexer.token, at }
    if (lexer.take('(')) return parseTransformerList(parsing, at)
    const operand = tryTransformer(parsing, at) ?? tryOperand(parsing, at)
    if (operand !== null) return operand
    throw new ConditionFault(
      'expected field transformer argument: field, transformer, quoted string, number, or transformer list',
    )
  })
}

const takeConstant = (lexer: Lexer): boolean =>
  lexer.takeKind('hexNumber') || lexer.takeKind('number') || lexer.takeQuoted()

/** The rest of a list whose `(` is read. */
function parseTransformerList(parsing: Parsing, at: Place): ListSyntax {
  const { lexer } = parsing
  lexer.blank()
  if (lexer.take(')')) return { kind: 'list', items: [], at }
  const items: OperandSyntax[] = []
  do {
    lexer.blank()
    items.push(parseListItem(parsing))
    lexer.blank()
  } while (lexer.take(','))
  if (!lexer.take(')')) throw new ConditionFault("expected ')'")
  return { kind: 'list', items, at }
}

function parseListItem(parsing: Parsing): OperandSyntax {
  const { lexer } = parsing
  const at = parsing.place()
  const operand = tryOperand(parsing, at)
  if (operand !== null) return operand
  if (lexer.takeQuoted() || lexer.takeKind('hexNumber') || lexer.takeKind('number'))
    return { kind: 'value', text: lexer.token, at }
  throw new ConditionFault('expected transformer list argument: field, transformer, quoted string, or number')
}
