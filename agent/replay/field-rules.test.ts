import { expect, test } from 'vitest'
import { fieldRules, splitFields } from './field-rules.ts'

test.each([
  { text: 'evt.num,proc.name', fields: ['evt.num', 'proc.name'] },
  { text: ' evt.num , proc.aname[2],', fields: ['evt.num', 'proc.aname[2]'] },
  { text: 'concat(proc.name, evt.type),evt.num', fields: ['concat(proc.name, evt.type)', 'evt.num'] },
  { text: '', fields: [] },
])('"$text" names $fields', ({ text, fields }) => {
  expect(splitFields(text)).toEqual(fields)
})

test('fields and a filter become one rule', () => {
  const filter = 'proc.name = "a\\"b: \'c\'" and evt.type in (open, openat)'
  const { rules } = fieldRules({ fields: ['evt.num', 'toupper(proc.name)'], filter, source: 'syscall' })
  expect(rules).toMatchObject([{ conditionText: filter, source: 'syscall', enabled: true }])
  expect(rules[0]?.output.flatMap((part) => (part.kind === 'value' ? [part.text] : []))).toEqual([
    'evt.num',
    'toupper(proc.name)',
  ])
})

test.each([
  {
    name: 'an unknown field',
    asked: { fields: ['evt.nun'], filter: undefined },
    says: /evt\.nun; did you mean evt\.num\?/,
  },
  {
    name: 'no list of fields',
    asked: { fields: ['evt.num extra %proc.name'], filter: undefined },
    says: /is no list of fields/,
  },
  {
    name: 'a filter with an unknown field',
    asked: { fields: ['evt.num'], filter: 'a.b=c' },
    says: /--filter, line 1, column 1/,
  },
  {
    name: 'a filter that is no condition',
    asked: { fields: ['evt.num'], filter: 'proc.name =' },
    says: /--filter, line 1, column 12/,
  },
])('$name is refused', ({ asked, says }) => {
  expect(() => fieldRules({ ...asked, source: 'syscall' })).toThrow(says)
})
