import { describe, expect, test } from 'vitest'
import { isEventName } from './event-names.ts'
import { parameterType } from './event-parameters.ts'
import { eventTypes } from './events.ts'
import { fieldNamed, fields } from './fields.ts'
import { k8sAuditFields } from './k8s-audit-fields.ts'

describe('the tables of fields', () => {
  test.each([
    { name: 'syscall', table: fields },
    { name: 'k8s_audit', table: k8sAuditFields },
  ])('$name: every field is there once, with a sentence about it', ({ table }) => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length)
    for (const { name, doc } of table) {
      expect(name).toMatch(/^[a-z][a-z0-9A-Z_]*(\.[a-zA-Z][a-zA-Z0-9_]*)+$/)
      expect(doc).toMatch(/\.$/)
    }
  })

  test('numbers say how they print', () => {
    const silent = fields.filter(({ type, format }) => /^u?int|time$/.test(type) && format === undefined)
    expect(silent.map(({ name }) => name)).toEqual(['evt.type.is'])
  })

  test('a field is found by its exact name', () => {
    expect(fieldNamed('proc.name')?.type).toBe('charbuf')
    expect(fieldNamed('proc.nam')).toBeUndefined()
  })
})

describe('events', () => {
  test('every event type that rules see has a name that Falco knows, and so have its parameters', () => {
    for (const { name, judged, parameters } of eventTypes) {
      if (!judged) continue
      expect(isEventName(name), name).toBe(true)
      for (const parameter of parameters) expect(parameterType(parameter.name), parameter.name).toBeDefined()
    }
  })
})
