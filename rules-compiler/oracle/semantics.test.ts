import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Field } from '#schema/field'
import { mapped, parseIpv4, parseIpv6 } from '../check/address.ts'
import { checkCondition } from '../check/check-condition.ts'
import { parseCondition } from '../condition/parse.ts'
import { PlacedText } from '../load/placed-text.ts'
import { sources } from '../load/source.ts'
import { markdownRows } from '../markdown-rows.ts'
import { evaluateCondition, type ReadField } from './evaluate.ts'
import type { Value } from './value.ts'

const syscall = sources.get('syscall')
if (syscall === undefined) throw new Error('the syscall source is missing')

/** JSON with numbers of any size. */
const parseValues = (text: string): Record<string, unknown> =>
  JSON.parse(text.replace(/([[:,]\s*)(-?\d{10,})(?=\s*[\],}])/g, '$1"big:$2"'))

function fieldValue(raw: unknown, field: Field): Value {
  if (Array.isArray(raw)) return raw.map((member) => fieldValue(member, field))
  if (typeof raw === 'boolean') return raw
  if (typeof raw === 'number') return field.type === 'double' ? raw : BigInt(raw)
  const text = String(raw)
  if (text.startsWith('big:')) return BigInt(text.slice(4))
  if (text.startsWith('hex:')) return Uint8Array.from(Buffer.from(text.slice(4), 'hex'))
  if (field.type !== 'ipaddr' && field.type !== 'ipnet') return new TextEncoder().encode(text)
  const ipv4 = parseIpv4(text)
  const address = ipv4 === null ? parseIpv6(text) : mapped(ipv4)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

const readerOf =
  (values: Record<string, unknown>): ReadField =>
  (field, argument) => {
    const raw = values[argument === null ? field.name : `${field.name}[${argument}]`]
    return raw === undefined ? undefined : fieldValue(raw, field)
  }

function evaluate(values: string, text: string): boolean {
  const placed = PlacedText.at(text, { file: 'semantics.md', line: 1, column: 1 })
  const parsed = parseCondition(placed)
  if (!parsed.ok) throw new Error(parsed.message)
  const { condition, errors } = checkCondition(parsed.syntax, syscall as NonNullable<typeof syscall>)
  if (condition === null) throw new Error(errors.map(({ message }) => message).join('; '))
  return evaluateCondition(condition, readerOf(parseValues(values)))
}

const rows = markdownRows(readFileSync(new URL('semantics.md', import.meta.url), 'utf8'))

describe('semantics.md', () => {
  test.each(rows.map((row) => ({ name: `${row.heading}: ${row.cells.join(' ')}`, row })))('$name', ({ row }) => {
    const [values = '', condition = '', holds] = row.cells
    expect(evaluate(values, condition)).toBe(holds === 'yes')
  })

  test('the tables are there', () => {
    expect(rows.length).toBeGreaterThan(100)
  })
})
