import { describe, expect, test } from 'vitest'
import { eventTypes } from './events.ts'
import { columnOf, layOut } from './layout.ts'
import { processRecord } from './process.ts'
import { recordLayouts } from './record.ts'

describe('layOut', () => {
  test('each column stands at a multiple of its alignment', () => {
    const layout = layOut('x', '', [
      { name: 'a', type: 'u8', doc: '' },
      { name: 'b', type: 'u32', doc: '' },
      { name: 'c', type: 'u16', doc: '' },
      { name: 'd', type: 'address', doc: '' },
      { name: 'e', type: 'text', doc: '' },
    ])
    expect(layout.columns.map((c) => c.offset)).toEqual([0, 4, 8, 16, 32])
    expect(layout.size).toBe(40)
  })

  test('an unknown column is an error', () => {
    const layout = layOut('x', '', [])
    expect(() => columnOf(layout, 'nope')).toThrow('x has no column nope')
  })
})

describe('the schema', () => {
  test('no two columns of a structure overlap or share a name', () => {
    for (const layout of [...recordLayouts, processRecord]) {
      expect(new Set(layout.columns.map((c) => c.name)).size).toBe(layout.columns.length)
      const offsets = layout.columns.map((c) => c.offset)
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
    }
  })

  test('event codes and names are unique', () => {
    expect(new Set(eventTypes.map((e) => e.code)).size).toBe(eventTypes.length)
    expect(new Set(eventTypes.map((e) => e.name)).size).toBe(eventTypes.length)
  })

  test('each parameter names a column of the header or of the body of its event type', () => {
    for (const { name, body, tail, parameters } of eventTypes) {
      for (const parameter of parameters) {
        const [layoutName, columnName] = parameter.column.split('.')
        expect([body, tail, 'header'], name).toContain(layoutName)
        const layout = recordLayouts.find((candidate) => candidate.name === layoutName)
        expect(
          layout?.columns.map((c) => c.name),
          `${name}.${parameter.name}`,
        ).toContain(columnName)
      }
    }
  })
})
