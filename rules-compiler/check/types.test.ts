import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { markdownRows } from '../markdown-rows.ts'
import { filterCondition } from '../report/filter-condition.ts'

const text = readFileSync(new URL('types.md', import.meta.url), 'utf8')
const headers = text.split('\n').filter((line) => /^\| (?:field|operand) \|/.test(line))
const namesOf = (header = ''): readonly string[] =>
  header
    .split('|')
    .slice(2, -1)
    .map((name) => name.trim())
const [operators = [], transformers = []] = headers.map(namesOf)
const rows = markdownRows(text)

/** A value that every type that takes the operator can read. */
function valueFor(field: string): string {
  if (field === 'evt.failed') return 'true'
  if (field === 'fd.sip') return '10.0.0.1'
  return field === 'fd.snet' ? '10.0.0.0/8' : '10'
}

function conditionOf(field: string, operator: string): string {
  const value = valueFor(field)
  if (operator === 'exists') return `${field} exists`
  if (['in', 'intersects', 'pmatch'].includes(operator)) return `${field} ${operator} (${value})`
  // Only numbers may follow an order; what the type makes of it comes after the grammar.
  return `${field} ${operator} ${operator.includes('<') || operator.includes('>') ? '10' : value}`
}

const cases = rows.flatMap(({ heading, cells: [field = '', ...answers] }) =>
  answers.map((answer, index) => {
    const isOperator = heading.includes('operators')
    const name = (isOperator ? operators : transformers)[index] ?? ''
    return { condition: isOperator ? conditionOf(field, name) : `${name}(${field}) exists`, ok: answer === 'yes' }
  }),
)

describe('types.md', () => {
  test.each(cases)('$condition: $ok', ({ condition, ok }) => {
    expect(filterCondition(condition).ok).toBe(ok)
  })

  test('the tables are there', () => {
    expect(cases.length).toBeGreaterThan(300)
  })
})
