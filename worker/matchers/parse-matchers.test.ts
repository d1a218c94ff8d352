import { expect, test } from 'vitest'
import { matchAll, matchersText, matcherText } from './matcher.ts'
import { parseMatchers } from './parse-matchers.ts'

const read = (text: string) => {
  const parsed = parseMatchers(text, 'here')
  return parsed.kind === 'matchers' ? parsed.matchers.map((one) => [one.name, one.operator, one.value]) : parsed.faults
}

const rows: readonly { text: string; is: readonly (readonly string[])[] }[] = [
  { text: 'a=b', is: [['a', '=', 'b']] },
  { text: ' a = "b c" ', is: [['a', '=', 'b c']] },
  {
    text: '{a="b",c=~"d|e",}',
    is: [
      ['a', '=', 'b'],
      ['c', '=~', 'd|e'],
    ],
  },
  { text: '{}', is: [] },
  {
    text: 'a!=b, c!~"d,e"',
    is: [
      ['a', '!=', 'b'],
      ['c', '!~', 'd,e'],
    ],
  },
  { text: '{"a b.c"="d"}', is: [['a b.c', '=', 'd']] },
  { text: '"é"="\\u00e9\\n\\t\\""', is: [['é', '=', 'é\n\t"']] },
  { text: 'proc.name=sh', is: [['proc.name', '=', 'sh']] },
  { text: 'alertname=Read sensitive file', is: [['alertname', '=', 'Read sensitive file']] },
  { text: 'a=~"web\\d+"', is: [['a', '=~', 'web\\d+']] },
  { text: 'a=', is: [['a', '=', '']] },
  { text: 'a=""', is: [['a', '=', '']] },
  { text: 'a="x\\"y"', is: [['a', '=', 'x"y']] },
  { text: 'a=~.{2}', is: [['a', '=~', '.{2}']] },
]

test.each(rows)('$text', ({ text, is }) => expect(read(text)).toEqual(is))

test.each(['', 'a', '=b', 'a="b', 'a=b"c"', '{a="b"} c', 'a="b",,c="d"'])('%s is no matcher', (text) =>
  expect(read(text)).toMatchObject([{ code: 'not_a_matcher', place: 'here' }]),
)

test('a pattern that cannot be read is named with its label', () => {
  expect(read('{a="b",c=~"("}')).toMatchObject([{ code: 'not_a_regex', place: 'here', hint: 'c: a missing )' }])
})

test('what is written comes back as it was', () => {
  const texts = ['a="b"', '"a b"=~"c\\\\d\\"\\n"', 'x!="{,}"']
  for (const text of texts) {
    const parsed = parseMatchers(text, 'here')
    expect(parsed.kind === 'matchers' && parsed.matchers.map(matcherText)).toEqual([text])
  }
  const all = parseMatchers('a=b,c!~d', 'here')
  expect(all.kind === 'matchers' && matchersText(all.matchers)).toBe('{a="b",c!~"d"}')
})

const labels = { severity: 'critical', node: 'web-1' }
test.each([
  { name: 'an equal value', text: 'severity=critical', is: true },
  { name: 'another value', text: 'severity=warning', is: false },
  { name: 'a pattern over all of the value', text: 'node=~web', is: false },
  { name: 'a pattern', text: 'node=~"web-.*"', is: true },
  { name: 'no such label is the empty value', text: 'team="",team!="x",team=~".*",team!~".+"', is: true },
  { name: 'all must hold', text: 'severity=critical,node=web-2', is: false },
])('$name', ({ text, is }) => {
  const parsed = parseMatchers(text, 'here')
  expect(parsed.kind === 'matchers' && matchAll(parsed.matchers, labels)).toBe(is)
})
