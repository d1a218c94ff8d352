import { expect, test } from 'vitest'
import { printable, printableJson } from './printable.ts'

test.each([
  { name: 'an escape sequence', text: 'a\u001b[31mb', shown: 'a\\x1b[31mb' },
  { name: 'a line end', text: 'a\nb', shown: 'a\\x0ab' },
  { name: 'a C1 control', text: 'a\u009bb', shown: 'a\\x9bb' },
  { name: 'a right-to-left override', text: 'a\u202eb', shown: 'a\\u{202e}b' },
  { name: 'ordinary text of any script', text: 'a é 漢 🦅 ש', shown: 'a é 漢 🦅 ש' },
])('printable: $name', ({ text, shown }) => {
  expect(printable(text)).toBe(shown)
})

test('printable JSON: it reads as before and holds no such character', () => {
  const value = { name: 'a\u001b\u009b\u202e\u2028\n🦅' }
  const json = printableJson(JSON.stringify(value, null, 2))
  expect(JSON.parse(json)).toEqual(value)
  expect(json).not.toMatch(/[\u009b\u202e\u2028]/)
})
