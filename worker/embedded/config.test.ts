import { expect, test } from 'vitest'
import { quote } from './config.ts'

const rows = [
  { name: 'plain text', text: '/data/eyas', quoted: '"/data/eyas"' },
  { name: 'quotes and backslashes', text: 'a"b\\c', quoted: '"a\\"b\\\\c"' },
  { name: 'control characters', text: 'a\nb\u007f', quoted: '"a\\x0ab\\x7f"' },
  { name: 'other alphabets', text: '/données/é', quoted: '"/données/é"' },
]

test.each(rows)('$name cannot leave its literal', ({ text, quoted }) => expect(quote(text)).toBe(quoted))
