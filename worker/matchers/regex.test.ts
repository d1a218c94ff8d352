import { expect, test } from 'vitest'
import { compileRegex, RegexError } from './regex.ts'

const rows: readonly { pattern: string; yes: readonly string[]; no: readonly string[] }[] = [
  { pattern: '', yes: [''], no: ['a'] },
  { pattern: 'a|b', yes: ['a', 'b'], no: ['ab', ''] },
  { pattern: 'web-[0-9]+', yes: ['web-1', 'web-23'], no: ['web-', 'xweb-1', 'web-1x'] },
  { pattern: '.*shell.*', yes: ['a shell b', 'shell'], no: ['shel', 'shell\n'] },
  { pattern: '(?s).*', yes: ['a\nb'], no: [] },
  { pattern: '(?i)crit(ical)?', yes: ['CRIT', 'Critical'], no: ['critica'] },
  { pattern: 'a(?i:b)c', yes: ['aBc', 'abc'], no: ['Abc'] },
  { pattern: '(?P<x>a{2,3})b{2}', yes: ['aabb', 'aaabb'], no: ['abb', 'aaaabb', 'aab'] },
  { pattern: 'a{2,}', yes: ['aa', 'aaaa'], no: ['a'] },
  { pattern: '[^a-c\\]]', yes: ['d', '['], no: ['a', ']', ''] },
  { pattern: '[]a]', yes: [']', 'a'], no: ['b'] },
  { pattern: '[[:alpha:]_-]+', yes: ['a_-Z'], no: ['1'] },
  { pattern: '\\d+\\.\\S\\-', yes: ['12.x-'], no: ['12,x-', '.x-'] },
  { pattern: '\\p{Greek}\\pL', yes: ['αβ', 'αb'], no: ['ab'] },
  { pattern: '\\Qa.b\\E+', yes: ['a.b', 'a.bb'], no: ['axb', 'a.ba.b'] },
  { pattern: '^a$', yes: ['a'], no: ['a\n'] },
  { pattern: '\\bfoo\\b.*', yes: ['foo bar'], no: ['foobar'] },
  { pattern: '(a|)*b', yes: ['b', 'aab'], no: ['a'] },
  { pattern: '\\x41\\x{1F600}', yes: ['A😀'], no: ['A'] },
  { pattern: '.', yes: ['😀'], no: ['ab'] },
]

test.each(rows)('$pattern', ({ pattern, yes, no }) => {
  const regex = compileRegex(pattern)
  for (const text of yes) expect([text, regex.test(text)]).toEqual([text, true])
  for (const text of no) expect([text, regex.test(text)]).toEqual([text, false])
})

test.each([
  '(',
  ')',
  '[a',
  '*',
  'a**',
  'a{1001}',
  'a{3,2}',
  '(?=a)',
  '(?<!a)',
  '\\1',
  '\\y',
  'a\\',
  '[z-a]',
  '\\p{No_such}',
  '(((a{1000}){1000}){1000})',
])('%s is refused', (pattern) => expect(() => compileRegex(pattern)).toThrow(RegexError))

test('no pattern makes matching explode', () => {
  const regex = compileRegex('(a+)+b|(a|aa)*c')
  expect(regex.test('a'.repeat(5000))).toBe(false)
})
