/** One comparison as code: an expression of `e` that is false whenever an operand is absent. */
import type { EventType } from '#schema/events'
import type { Check, Literal, OperatorName, Quantifier } from '../condition/condition.ts'
import { textOperator } from '../operators/index.ts'
import { flagSearch } from './flag-search.ts'
import { integerLiteral, operandValue } from './operand.ts'
import type { Program } from './program.ts'
import { usesScratch } from './scratch-use.ts'
import type { NumberedText, Value } from './value.ts'

const decoder = new TextDecoder()

const setOperators: ReadonlySet<OperatorName> = new Set(['in', 'intersects', 'pmatch'])

/** One condition out of one for each constant. */
function quantified(conditions: readonly string[], operator: OperatorName, quantifier: Quantifier | null): string {
  if (conditions.length === 0) return 'false'
  const joined = (glue: string): string => conditions.map((condition) => `(${condition})`).join(glue)
  if (quantifier === 'oneof') return `${conditions.map((condition) => `<i32>(${condition})`).join(' + ')} == 1`
  if (quantifier === 'allof') return joined(' && ')
  if (quantifier === 'anyof' || setOperators.has(operator)) return joined(' || ')
  return conditions[0] ?? 'false'
}

const constantsOf = (check: Check): readonly Literal[] => (check.right.kind === 'literals' ? check.right.values : [])

const bytesOf = (check: Check): readonly Uint8Array[] =>
  constantsOf(check).flatMap((literal) => (literal.kind === 'bytes' ? [literal.value] : []))

/** A test of a text `t`, held as a function of its own so that fields share it. */
const textTest = (check: Check, program: Program): string =>
  program.once(check, 'test', () => textTestOf(check, program))

function textTestOf(check: Check, program: Program): string {
  const operator = textOperator(check.operator)
  const values = bytesOf(check)
  const atOnce = check.quantifier === null && values.length > 1 ? operator.constants?.(values, program) : undefined
  const condition =
    atOnce ??
    quantified(
      values.map((value) => operator.constant(value, program)),
      check.operator,
      check.quantifier,
    )
  const body = `  if (t == 0) return false;\n  const p = addressOf(t);\n  const n = lengthOf(t);\n  return ${condition};`
  return program.function('test', 't: u64', 'bool', body)
}

/** A test of a text by a function that many tests share, where there is one for the operator and its constants. */
function sharedTest(check: Check, text: string, program: Program): string | null {
  const operator = textOperator(check.operator)
  const values = bytesOf(check)
  if (check.quantifier !== null || operator.shared === undefined) return null
  return operator.shared(text, values, program)
}

function checkFunction(program: Program, body: string): string {
  const reset = usesScratch(body) ? '  resetScratch();\n' : ''
  return `${program.function('check', 'e: usize', 'bool', `${reset}${body}`)}(e)`
}

/** A condition of `e` as it stands, or as a function that begins with empty scratch memory if it needs that. */
const inline = (program: Program, code: string): string =>
  usesScratch(code) ? checkFunction(program, `  return ${code};`) : `(${code})`

/** The outcome for a text that is one byte, as a comparison of the byte. */
function byteCheck(check: Check, byte: string): string | null {
  if (check.quantifier !== null || !['=', '!=', 'in'].includes(check.operator)) return null
  const same = bytesOf(check)
    .filter(({ length }) => length === 1)
    .map(([value = 0]) => `${byte} == ${value}`)
  const any = same.length === 0 ? 'false' : `(${same.join(' || ')})`
  if (check.operator !== '!=') return any
  return any === 'false' ? 'true' : `!${any}`
}

/** Whether the check finds the same in the text whose spaces are zero bytes. */
const isApart = (check: Check, value: Value & { kind: 'text' }): value is typeof value & { apart: string } =>
  value.apart !== undefined &&
  ['contains', 'icontains'].includes(check.operator) &&
  bytesOf(check).every((bytes) => bytes.length > 0 && !bytes.includes(0x20) && !bytes.includes(0))

/** The outcome for a text that is the name of a number, as a comparison of the number. */
function numberedCheck(check: Check, { number, has, names }: NumberedText): string | null {
  if (check.quantifier !== null || !['=', 'in'].includes(check.operator)) return null
  const texts = bytesOf(check).map((bytes) => decoder.decode(bytes))
  const found = texts.map((text) => names.find((name) => name.text === text)?.number)
  if (found.length === 0 || found.includes(undefined)) return null
  return `(${has} && (${found.map((value) => `${number} == ${value}`).join(' || ')}))`
}

/** The text as the call of a function that reads it, which all checks of a field share. */
function readBy(program: Program, code: string): string {
  if (!code.includes('(e)') || /^\w+\(e\)$/.test(code)) return code
  return `${program.function(usesScratch(code) ? 'made' : 'seen', 'e: usize', 'u64', `  return ${code};`)}(e)`
}

function textCheck(check: Check, value: Value & { kind: 'text' }, program: Program): string {
  const bits = flagSearch(check, value)
  if (bits !== null) return bits
  const byte = value.byte === undefined ? null : byteCheck(check, value.byte)
  if (byte !== null) return byte
  const number = value.numbered === undefined ? null : numberedCheck(check, value.numbered)
  if (number !== null) return number
  const text = readBy(program, isApart(check, value) ? value.apart : value.code)
  const shared = sharedTest(check, text, program)
  if (shared !== null) return inline(program, shared)
  const test = textTest(check, program)
  const { prepare } = textOperator(check.operator)
  if (prepare === undefined) return inline(program, `${test}(${text})`)
  return checkFunction(program, `  const t = ${text};\n  return t != 0 && ${test}(${prepare});`)
}

const comparisons: Partial<Record<OperatorName, string>> = { '=': '==', in: '==', intersects: '==' }

function numberCheck(check: Check, value: Value & { kind: 'integer' | 'double' }, program: Program): string {
  const sign = comparisons[check.operator] ?? check.operator
  const type = value.kind === 'double' ? 'f64' : value.signed ? 'i64' : 'u64'
  const conditions = constantsOf(check).flatMap((literal) => {
    if (literal.kind === 'integer')
      return [`v ${sign} <${type}>${type === 'f64' ? String(literal.value) : integerLiteral(literal.value)}`]
    return literal.kind === 'double' ? [`<f64>v ${sign} <f64>${String(literal.value)}`] : []
  })
  const test = quantified(conditions, check.operator, check.quantifier)
  if (conditions.length === 1 && check.quantifier === null) {
    const alone = `${value.has === null ? '' : `${value.has} && `}${test.replaceAll(/\bv\b/g, `<${type}>(${value.code})`)}`
    return inline(program, alone)
  }
  const guard = value.has === null ? '' : `  if (!(${value.has})) return false;\n`
  return checkFunction(program, `${guard}  const v: ${type} = ${value.code};\n  return ${test};`)
}

const words = (bytes: Uint8Array): readonly [string, string] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  return [integerLiteral(view.getBigUint64(0, true)), integerLiteral(view.getBigUint64(8, true))]
}

const prefixMask = (bits: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) => {
    const left = Math.min(Math.max(bits - i * 8, 0), 8)
    return (0xff << (8 - left)) & 0xff
  })

/** Whether an address is in a net. Addresses of one family are in no net of the other, not even of zero bits. */
function netTest(literal: Literal & { kind: 'net' }): string {
  const [high, low] = words(literal.address)
  const [highMask, lowMask] = words(prefixMask(literal.prefix))
  const isV4 = literal.prefix >= 96 && literal.address.subarray(0, 12).every((b, i) => b === (i < 10 ? 0 : 255))
  return `(isMapped(a) == ${isV4} && isIn(a, ${high}, ${low}, ${highMask}, ${lowMask}))`
}

function addressCheck(check: Check, value: Value & { kind: 'address' }, program: Program): string {
  const negated = check.operator === '!='
  const conditions = constantsOf(check).flatMap((literal) =>
    literal.kind === 'net' ? [`${negated ? '!' : ''}${netTest(literal)}`] : [],
  )
  const test = quantified(conditions, check.operator, check.quantifier)
  return checkFunction(program, `  const a = ${value.code};\n  return a != 0 && (${test});`)
}

/** Every member for `in`, some member for `intersects`; an empty list is in everything. */
function listCheck(check: Check, value: Value & { kind: 'list' }, program: Program): string {
  const test =
    check.quantifier === null ? textTest(check, program) : textTestOf({ ...check, quantifier: null }, program)
  const every = check.operator !== 'intersects'
  return checkFunction(
    program,
    `  const list = ${value.code};
  if (list == 0) return false;
  const end = endOf(list);
  for (let at = addressOf(list); at < end; ) {
    const member = memberAt(at, end);
    if (${test}(member) != ${every}) return ${!every};
    at = after(member);
  }
  return ${every};`,
  )
}

/** True if the comparison holds for any ancestor. */
function ancestorsCheck(check: Check, value: Value & { kind: 'ancestors' }, program: Program): string {
  const inner = comparison(check, value.of('e'), program)
  const asked = program.function('asked', 'e: usize', 'bool', `  return ${inner};`)
  return checkFunction(
    program,
    `  let p = parentOf(self(e));
  for (let i: u32 = 0; i < GENERATIONS && p != 0; i++) {
    if (${asked}(p)) return true;
    p = parentOf(p);
  }
  return false;`,
  )
}

function endsCheck(check: Check, value: Value & { kind: 'ends' }, program: Program): string {
  if (check.operator === 'exists') return `(${value.has})`
  const first = comparison(check, value.first, program)
  const second = comparison(check, value.second, program)
  return check.operator === '!=' ? `(${first} && ${second})` : `(${first} || ${second})`
}

/** Whether a value is there. */
export function presence(value: Value, program: Program): string {
  switch (value.kind) {
    case 'absent':
      return 'false'
    case 'text':
      return inline(program, `${readBy(program, value.code)} != 0`)
    case 'list':
    case 'address':
      return inline(program, `${value.code} != 0`)
    case 'integer':
    case 'double':
      return value.has === null ? 'true' : inline(program, value.has)
    case 'ends':
      return `(${value.has})`
    case 'ancestors':
      return '(parentOf(self(e)) != 0)'
  }
}

/** What tells values apart that compare by other code; null for those that are more than their code. */
function keyOf(value: Value): string | null {
  switch (value.kind) {
    case 'text':
      return value.flags === undefined ? `text ${value.byte} ${value.apart} ${value.code}` : null
    case 'integer':
    case 'double':
      return `number ${value.kind === 'integer' && value.signed} ${value.has} ${value.code}`
    case 'address':
    case 'list':
      return `${value.kind} ${value.code}`
    default:
      return null
  }
}

/** A value against the constants of a check; most values are read by the same code in events of many types. */
function comparison(check: Check, value: Value, program: Program): string {
  const key = keyOf(value)
  if (key === null) return comparisonOf(check, value, program)
  return program.once(check, key, () => comparisonOf(check, value, program))
}

function comparisonOf(check: Check, value: Value, program: Program): string {
  if (check.operator === 'exists') return presence(value, program)
  switch (value.kind) {
    case 'absent':
      return 'false'
    case 'text':
      return textCheck(check, value, program)
    case 'integer':
    case 'double':
      return numberCheck(check, value, program)
    case 'address':
      return addressCheck(check, value, program)
    case 'list':
      return listCheck(check, value, program)
    case 'ancestors':
      return ancestorsCheck(check, value, program)
    case 'ends':
      return endsCheck(check, value, program)
  }
}

/** A value against another value, which is read from the same event. */
function againstValue(check: Check, left: Value, right: Value, program: Program): string {
  if (left.kind === 'absent' || right.kind === 'absent') return 'false'
  if (left.kind === 'text' && right.kind === 'text') return textsCheck(check, left, right, program)
  if (left.kind === 'address' && right.kind === 'address') {
    const sign = check.operator === '!=' ? '!' : ''
    const body = `  const a = ${left.code};\n  const b = ${right.code};\n  return a != 0 && b != 0 && ${sign}sameAddress(a, b);`
    return checkFunction(program, body)
  }
  if (left.kind === 'list' || right.kind === 'list') return listsCheck(check, left, right, program)
  if (left.kind === 'integer' && right.kind === 'integer') return numbersCheck(check, left, right, program)
  throw new Error(`${check.operator} cannot compare ${left.kind} with ${right.kind}`)
}

function textsCheck(
  check: Check,
  left: Value & { kind: 'text' },
  right: Value & { kind: 'text' },
  program: Program,
): string {
  const condition = textOperator(check.operator).texts
  if (condition === undefined) throw new Error(`${check.operator} takes no field on its right`)
  const body = `  const a = ${left.code};\n  const b = ${right.code};\n  return a != 0 && b != 0 && ${condition};`
  return checkFunction(program, body)
}

function numbersCheck(
  check: Check,
  left: Value & { kind: 'integer' },
  right: Value & { kind: 'integer' },
  program: Program,
): string {
  const type = left.signed ? 'i64' : 'u64'
  const guards = [left.has, right.has].flatMap((has) => (has === null ? [] : [`  if (!(${has})) return false;\n`]))
  const sign = comparisons[check.operator] ?? check.operator
  return checkFunction(program, `${guards.join('')}  return <${type}>${left.code} ${sign} <${type}>${right.code};`)
}

/** A text, or each member of a list, among the members of a list or equal to a text. */
function listsCheck(check: Check, left: Value, right: Value, program: Program): string {
  const asList = (value: Value): string => {
    if (value.kind === 'list') return value.code
    if (value.kind !== 'text') throw new Error(`${check.operator} cannot compare ${value.kind} with a list`)
    return `asList(${value.code})`
  }
  const every = check.operator !== 'intersects'
  const body = `  const a = ${asList(left)};\n  const b = ${asList(right)};\n  return a != 0 && b != 0 && ${every ? 'allAmong' : 'someAmong'}(a, b);`
  return checkFunction(program, body)
}

/** The code of a check for events of one type. */
export const checkCode = (check: Check, type: EventType, program: Program): string =>
  program.once(check, type.name, () => codeOf(check, type, program))

function codeOf(check: Check, type: EventType, program: Program): string {
  const left = operandValue(check.left, type, program)
  if (check.right.kind !== 'operand') return constantFold(check, left) ?? comparison(check, left, program)
  return againstValue(check, left, operandValue(check.right.operand, type, program), program)
}

/** The outcome where the left side is the same for all events of the type, as evt.type is; null otherwise. */
function constantFold(check: Check, left: Value): string | null {
  if (left.kind !== 'text' || left.constant === undefined || check.quantifier !== null) return null
  const own = decoder.decode(left.constant)
  const values = bytesOf(check).map((value) => decoder.decode(value))
  if (check.operator === 'exists') return 'true'
  if (check.operator === '=' || check.operator === 'in') return String(values.includes(own))
  return check.operator === '!=' ? String(!values.includes(own)) : null
}
