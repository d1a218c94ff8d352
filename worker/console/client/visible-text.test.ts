import { expect, test } from 'vitest'
import { visibleText } from './visible-text.ts'

test.each([
  { text: 'a\u202eb', shown: 'a\\u{202e}b' },
  { text: 'a\u001b[2Jb', shown: 'a\\u{1b}[2Jb' },
  { text: 'שלום 漢 🦅', shown: 'שלום 漢 🦅' },
])('$shown is what the page shows', ({ text, shown }) => {
  expect(visibleText(text)).toBe(shown)
})
