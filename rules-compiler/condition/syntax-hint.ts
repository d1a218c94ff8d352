/** What to do about a condition that the grammar does not know, from where it goes wrong and what stands there. */
import { didYouMean } from '../check/nearest.ts'
import { operatorNames } from './parse-comparison.ts'
import { transformers } from './parse-operand.ts'

/** Operators that are words. */
export const operatorWords: ReadonlySet<string> = new Set(operatorNames.filter((name) => /^[a-z]/.test(name)))

/** The most characters of a condition that a hint shows. */
const maxShown = 40

/** A hint for a fault of the parser at that offset. */
export function syntaxHint(message: string, text: string, offset: number): string {
  const rest = text.slice(offset, offset + maxShown)
  const rule = rules.find(({ of }) => message.includes(of))
  return openQuoteHint(text, rest, offset) ?? rule?.hint({ text, rest, offset, word: wordOf(rest) }) ?? commonHint
}

const commonHint = "a condition is comparisons (proc.name = cat) and macros, joined by 'and', 'or', 'not'"

interface Spot {
  readonly text: string
  /** What stands at the fault. */
  readonly rest: string
  readonly word: string
  readonly offset: number
}

const wordOf = (rest: string): string => /^[^\s()"',]*/.exec(rest)?.[0] ?? ''

/** Where a quote opens and nothing closes it. */
function openQuoteHint(text: string, rest: string, offset: number): string | null {
  const quote = rest[0]
  if (quote !== '"' && quote !== "'") return null
  return text.indexOf(quote, offset + 1) === -1 ? `close the quote: another ${quote} is missing` : null
}

const rules: readonly { readonly of: string; readonly hint: (spot: Spot) => string }[] = [
  { of: 'input string is empty', hint: () => 'write a comparison: evt.type = execve' },
  { of: 'unexpected token after', hint: leftOverHint },
  { of: 'expected blank or', hint: () => "put a blank behind 'and' and 'or'" },
  { of: "expected a ')' token closing the transformer", hint: () => 'close the parenthesis: tolower(proc.name)' },
  { of: "expected a ')' token", hint: closingHint },
  { of: "expected ')'", hint: () => 'close the list: (proc.name, fd.name)' },
  { of: "expected a ']' token", hint: () => 'close the bracket: proc.aname[2]' },
  { of: "expected a '(' token, a field check", hint: checkHint },
  { of: 'expected a valid check operator', hint: operatorHint },
  {
    of: 'expected a number value',
    hint: ({ word }) => `${insteadOf(word)}a number is compared with digits: proc.pid > 1000`,
  },
  { of: 'expected a string value', hint: valueHint },
  {
    of: 'expected a list',
    hint: () => 'write the values in parentheses: proc.name in (sh, bash), or the name of a list',
  },
  { of: 'expected a valid field argument', hint: () => 'write a number, a name or a quoted text: proc.aname[2]' },
  { of: "expected a field within 'val'", hint: () => 'val takes a field: proc.name = val(proc.pname)' },
  {
    of: 'expected field transformer argument',
    hint: ({ word }) => `${insteadOf(word)}write a field: tolower(proc.name)`,
  },
  {
    of: 'expected transformer list argument',
    hint: ({ word }) => `${insteadOf(word)}write fields or quoted texts: (proc.name, "-")`,
  },
  {
    of: 'max depth limit',
    hint: () => 'put parts of the condition into macros, or leave out parentheses that change nothing',
  },
  {
    of: 'escape',
    hint: () => 'write the backslash twice, or use one of \\n \\t \\r \\b \\f \\/ \\x41 and the quote itself',
  },
]

const insteadOf = (word: string): string => (word === '' ? 'the value is missing: ' : `'${word}' cannot stand here; `)

function leftOverHint({ text, rest, word, offset }: Spot): string {
  if (rest.startsWith(')')) return "there is one ')' too many"
  if (rest.startsWith('(') || rest.startsWith(','))
    return "several values go in parentheses behind 'in': proc.name in (sh, bash)"
  const before = /([^\s()]+)\s*$/.exec(text.slice(Math.max(0, offset - maxShown), offset))?.[1] ?? ''
  if (before === '~') return "write 'regex' instead of '=~'"
  if (operatorNames.some((name) => name === word || (/^[=<>!]/.test(name) && word.startsWith(name))))
    return `'${before}' is no field that could be compared: a field has a dot, as proc.name has`
  return didYouMeanJoint(word) ?? `put 'and' or 'or' before '${word}', or quotes around a value with blanks`
}

function didYouMeanJoint(word: string): string | null {
  const joints: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '&': 'and', '|': 'or' }
  const joint = joints[word] ?? ['and', 'or'].find((name) => name === word.toLowerCase())
  return joint === undefined ? null : `write '${joint}' instead of '${word}'`
}

function closingHint({ text, rest, word }: Spot): string {
  const joint = didYouMeanJoint(word)
  if (joint !== null) return joint
  if (rest !== '')
    return `put ',' between values and 'and' or 'or' between comparisons before '${rest[0] === word[0] ? word : rest[0]}'`
  const open = text.split('(').length - text.split(')').length
  return open > 1 ? `${open} parentheses are open at the end` : "one '(' is not closed"
}

function checkHint({ text, rest, word, offset }: Spot): string {
  if (word.startsWith('!')) return `write 'not ' instead of '!'`
  const transformer = transformers.find((name) => word.toLowerCase() === name)
  if (transformer !== undefined)
    return `write the transformer directly before its parenthesis: ${transformer}(proc.name)`
  const before = /(\w+)\s*$/.exec(text.slice(Math.max(0, offset - maxShown), offset))?.[1] ?? ''
  if (rest === '' || rest.startsWith(')'))
    return ['and', 'or', 'not'].includes(before) ? `something is missing behind '${before}'` : commonHint
  return `'${word || rest[0]}' begins no comparison: ${commonHint}`
}

function operatorHint({ text, word, offset }: Spot): string {
  const before = /(\S+)\s*$/.exec(text.slice(Math.max(0, offset - maxShown), offset))?.[1] ?? 'the field'
  if (word === '' || word === 'and' || word === 'or')
    return `an operator is missing behind '${before}': ${before} exists, or ${before} = value`
  const similar: Readonly<Record<string, string>> = {
    '=~': 'regex',
    '~': 'regex',
    '<>': '!=',
    is: '=',
    like: 'glob',
    matches: 'regex',
    equals: '=',
    has: 'contains',
    not: 'not … in',
  }
  if (word === 'not') return `'not' stands before the field: not ${before} in (…)`
  const known = similar[word.toLowerCase()] ?? operatorNames.find((name) => name === word.toLowerCase())
  const guess = known === undefined ? didYouMean(word, operatorNames) : `did you mean ${known}?`
  return guess || `'${word}' is no operator: ${before} = value compares, ${before} exists asks whether there is a value`
}

function valueHint({ rest, word }: Spot): string {
  if (rest.startsWith('(')) return "several values need 'in': proc.name in (sh, bash)"
  if (rest.startsWith('=')) return "put the value in quotes if it begins with '='; equality is '=' or '=='"
  if (rest.startsWith(',')) return 'between two commas a value is missing'
  if (rest.startsWith(')')) return "leave out the comma before ')'"
  return word === '' ? 'write a value, in quotes if it has blanks or parentheses: "my file"' : `put '${word}' in quotes`
}
