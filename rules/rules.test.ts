/** The rules that eyas ships, held by the cases in tests/. */
import { beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, evaluateCondition, loadRules, type Value } from '#rules-compiler'
import { createRuntime, type Runtime, writeRecords } from '#wasm-runtime'
import { plainFields } from './plain-event.ts'
import { ruleCases, shippedFiles } from './rule-cases.ts'

const { rules, diagnostics } = loadRules(shippedFiles())
const cases = ruleCases()
const encoder = new TextEncoder()

const toValue = (value: ReturnType<ReturnType<typeof plainFields>>): Value | undefined => {
  if (value === undefined || value instanceof Uint8Array) return value
  if (typeof value === 'string') return encoder.encode(value)
  if (typeof value === 'number') return BigInt(value)
  if (typeof value === 'boolean') return value
  return value.flatMap((member) => toValue(member) ?? [])
}

test('rules: the shipped files load without an error or a warning', () => {
  expect(diagnostics).toEqual([])
  expect(rules.length).toBeGreaterThanOrEqual(16)
})

test.each(rules.map((rule) => ({ name: rule.name, rule })))(
  'rules: $name says what it is and where it fits',
  ({ rule }) => {
    expect(rule.description).not.toBe('')
    expect(rule.tags.some((tag) => tag.startsWith('mitre_'))).toBe(true)
    expect(rule.tags.some((tag) => /^T\d{4}(\.\d{3})?$/.test(tag))).toBe(true)
    expect(rule.eventTypes).not.toEqual([])
  },
)

test.each(rules.map(({ name }) => ({ name })))(
  'rules: $name has an event that matches and one that does not',
  ({ name }) => {
    const own = cases.filter(({ rule }) => rule === name)
    expect(own.filter(({ isMatch }) => isMatch)).not.toEqual([])
    expect(own.filter(({ isMatch }) => !isMatch)).not.toEqual([])
  },
)

describe('rules: what they mean', () => {
  const rows = cases.map((row) => ({ ...row, name: `${row.rule}: ${row.name}` }))
  let runtime: Runtime
  beforeAll(async () => {
    runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
    await runtime.load(await compileBundle(loadRules(shippedFiles())))
  }, 120_000)

  test.each(rows)('compiled: $name', (row) => {
    runtime.resetState()
    runtime.judgeRecords(writeRecords([...row.given, row.event]))
    const names = runtime.matches().map((match) => match.rule.name)
    expect(names.includes(row.rule)).toBe(row.isMatch)
  })

  test.each(rows)('by the plain meaning: $name', (row) => {
    const rule = rules.find(({ name }) => name === row.rule)
    if (rule === undefined) throw new Error(`no rule is called ${row.rule}`)
    const fieldOf = plainFields(row)
    const isMatch = evaluateCondition(rule.condition, (field, argument) => toValue(fieldOf(field.name, argument)))
    expect(isMatch).toBe(row.isMatch)
  })
})
