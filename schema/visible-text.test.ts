import { expect, test } from 'vitest'
import { visible, visibleJson } from './visible-text.ts'

test.each([
  { name: 'an escape sequence', text: 'a\u001b[31mb', shown: 'a\\u{1b}[31mb' },
  { name: 'a line end', text: 'a\nb', shown: 'a\\u{a}b' },
  { name: 'a C1 control', text: 'a\u009bb', shown: 'a\\u{9b}b' },
  { name: 'a right-to-left override', text: 'a\u202eb', shown: 'a\\u{202e}b' },
  { name: 'a character without width', text: 'a\u200bb', shown: 'a\\u{200b}b' },
  { name: 'half a surrogate pair', text: 'a\ud800b', shown: 'a\\u{d800}b' },
  { name: 'ordinary text of any script', text: 'a é 漢 🦅 שלום', shown: 'a é 漢 🦅 שלום' },
])('visible: $name', ({ text, shown }) => {
  expect(visible(text)).toBe(shown)
})

test('visible JSON: it reads as before and holds no such character', () => {
  const value = { name: 'a\u001b\u009b\u202e\u2028\n🦅' }
  const json = visibleJson(JSON.stringify(value, null, 2))
  expect(JSON.parse(json)).toEqual(value)
  expect(json).not.toMatch(/[\u009b\u202e\u2028]/)
})
