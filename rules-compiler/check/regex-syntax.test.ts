import { describe, expect, test } from 'vitest'
import { regexMatches } from '../oracle/regex.ts'
import { readRegex } from './regex-syntax.ts'

const encoder = new TextEncoder()
const matches = (pattern: string, text: string): boolean => regexMatches(encoder.encode(pattern), encoder.encode(text))

describe('regular expressions are POSIX ones', () => {
  test.each([
    { pattern: '', text: '', is: true },
    { pattern: 'a|b', text: 'b', is: true },
    { pattern: '(a|)b', text: 'b', is: true },
    { pattern: 'a**', text: 'aa', is: true },
    { pattern: 'a{2}', text: 'aa', is: true },
    { pattern: 'a{,2}', text: 'a{,2}', is: true },
    { pattern: 'a{x}', text: 'a{x}', is: true },
    { pattern: '[a-c-]+', text: 'a-c', is: true },
    { pattern: '[]a]+', text: 'a]', is: true },
    { pattern: '[^]a]', text: 'b', is: true },
    { pattern: '[[:alpha:][:digit:]]+', text: 'a1', is: true },
    { pattern: '[[:^alpha:]]', text: '1', is: true },
    { pattern: '[\\]x]', text: ']', is: true },
    { pattern: '\\.', text: 'a', is: false },
    { pattern: '\\x41\\x{1F600}', text: 'A😀', is: true },
    { pattern: '\\101', text: 'A', is: true },
    { pattern: '.', text: '\n', is: false },
    { pattern: 'a\n^b', text: 'a\nb', is: true },
    { pattern: 'a$\nb', text: 'a\nb', is: true },
    { pattern: '[^a]', text: '\n', is: true },
  ])('$pattern against $text: $is', ({ pattern, text, is }) => {
    expect(matches(pattern, text)).toBe(is)
  })

  test.each([
    '(',
    ')',
    'a)',
    '*a',
    '+',
    '(?:a)',
    '\\d',
    '\\b',
    '\\1',
    '\\',
    '[',
    '[a',
    '[z-a]',
    '[[:nope:]]',
    'a{1001}',
    'a{3,2}',
    '\\x{110000}',
  ])('%s is refused', (pattern) => {
    expect(() => readRegex(pattern)).toThrow('invalid regex pattern')
  })
})
