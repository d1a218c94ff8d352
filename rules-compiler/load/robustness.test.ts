import { describe, expect, test } from 'vitest'
import { renderDiagnostics } from '../report/render-diagnostics.ts'
import { loadRules } from './load-rules.ts'
import type { RuleFile } from './read-file.ts'

const rule = (condition: string, rest = ''): string =>
  `- rule: r\n  desc: d\n  condition: ${condition}\n  output: o\n  priority: INFO\n${rest}`

/** A generator of numbers below 2^32 that is the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state
  }
}

const errorsOf = (text: string | Uint8Array): readonly string[] => {
  const file: RuleFile = { path: 'f.yaml', text }
  const { diagnostics } = loadRules([file])
  renderDiagnostics([file], diagnostics)
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message)
}

const doubling = (count: number): string =>
  Array.from({ length: count }, (_, index) =>
    index === 0
      ? '- macro: m0\n  condition: proc.name = a\n'
      : `- macro: m${index}\n  condition: m${index - 1} and m${index - 1}\n`,
  ).join('')

const bomb = `${Array.from({ length: 30 }, (_, index) =>
  index === 0 ? 'a0: &a0 [x, x]\n' : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]\n`,
).join('')}`

const cases = [
  { name: '100 000 parentheses', text: rule('('.repeat(100_000)), says: 'exceeded max depth limit of 1000' },
  { name: '100 000 negations', text: rule(`${'not('.repeat(100_000)}a`), says: 'exceeded max depth limit of 1000' },
  { name: '100 000 transformers', text: rule(`${'tolower('.repeat(100_000)}a.b`), says: 'exceeded max depth limit' },
  {
    name: 'a literal of a megabyte',
    text: rule(`proc.name = ${'a'.repeat(1 << 20)}`),
    says: 'filter parameter too long',
  },
  { name: 'a number of a megabyte', text: rule(`proc.pid = ${'9'.repeat(1 << 20)}`), says: 'is not a valid number' },
  { name: '20 000 nested flow sequences', text: '['.repeat(20_000), says: 'nested too deeply' },
  { name: '20 000 nested block sequences', text: '- '.repeat(20_000), says: 'nested too deeply' },
  { name: 'aliases that double thirty times', text: `- ${bomb.replaceAll('\n', '\n  ')}`, says: null },
  {
    name: 'an exception that nests forever',
    text: rule('a.b = c', '  exceptions:\n    - name: e\n      fields: &f [*f]\n'),
    says: 'refers to what it is part of',
  },
  {
    name: 'macros that double thirty times',
    text: doubling(30) + rule('m29'),
    says: 'comparisons once its macros are in place',
  },
  { name: 'bytes that are not UTF-8', text: Uint8Array.of(45, 32, 97, 10, 0xff, 0xfe), says: 'not valid UTF-8' },
  { name: 'nothing but zero bytes', text: new Uint8Array(1000), says: null },
  {
    name: 'counts in a regex that multiply',
    text: rule(`proc.name regex '((((a{99}){99}){99}){99})'`),
    says: 'invalid regex pattern',
  },
  {
    name: 'a regex of 10 000 parentheses',
    text: rule(`proc.name regex '${'('.repeat(240)}'`),
    says: 'invalid regex pattern',
  },
  {
    name: 'a long text that aliases repeat in a list',
    text: `- list: l\n  items: [&a ${'x'.repeat(100_000)}, ${'*a, '.repeat(900)}]\n${rule('proc.name in (l)')}`,
    says: "with the list 'l' in place the condition is longer than",
  },
  {
    name: 'a list that a condition names a thousand times',
    text: `- list: l\n  items: [${'x'.repeat(100_000)}]\n${rule(`proc.name in (${'l, '.repeat(1000)}y)`)}`,
    says: "with the list 'l' in place the condition is longer than",
  },
  {
    name: 'a long text that aliases repeat in exceptions',
    text: rule(
      'evt.type = open',
      `  exceptions:\n    - name: e\n      fields: proc.name\n      values: [&a ${'x'.repeat(100_000)}, ${'*a, '.repeat(900)}]\n`,
    ),
    says: 'Rule exceptions come to more than',
  },
  {
    name: 'twenty thousand unknown fields',
    text: rule(Array.from({ length: 20_000 }, (_, index) => `a.b${index} = c`).join(' or ')),
    says: 'more faults in this condition',
  },
  { name: 'ten thousand items that are none', text: '- a\n'.repeat(10_000), says: 'more diagnostics' },
  {
    name: 'a million percent signs',
    text: rule('evt.num = 1').replace('output: o', `output: '${'%'.repeat(1 << 20)}'`),
    says: 'unknown filter',
  },
  {
    name: 'an output of nothing but what is deprecated',
    text: rule('evt.num = 1').replace('output: o', `output: '${'%container.info'.repeat(1000)}'`),
    says: 'empty formatting token',
  },
  { name: 'half a million items', text: '- a\n'.repeat(1 << 19), says: 'the file has more than 250000 values' },
  { name: 'a million tabs', text: `- a:\n${'\tb: c\n'.repeat(300_000)}`, says: 'the file has more than 250000 values' },
  { name: 'a file beyond any size', text: '#'.repeat(5 << 20), says: 'the file is larger than' },
] as const

describe('bad input gives a clear error', () => {
  test.each(cases)('$name', ({ text, says }) => {
    const errors = errorsOf(text)
    if (says !== null) expect(errors.join('\n')).toContain(says)
    for (const error of errors) expect(error.length).toBeLessThan(2000)
  })

  test('a condition that names thousands of lists is refused where the bound is passed', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `list_${i}`)
    const lists = names.map((name) => `- {list: ${name}, items: [x]}`).join('\n')
    const errors = errorsOf(
      `${lists}\n- rule: r\n  desc: d\n  priority: INFO\n  output: o\n  condition: proc.name in (${names.join(', ')})\n`,
    )
    expect(errors.join('\n')).toContain('lists stand more than 1000 times')
  })

  test('the line of a byte that is not UTF-8 is told', () => {
    const { diagnostics } = loadRules([{ path: 'f.yaml', text: Uint8Array.of(45, 10, 10, 0xff, 10) }])
    expect(diagnostics[0]?.at.line).toBe(3)
  })

  test('random bytes and random pieces of rules never throw', () => {
    const random = numbers(7)
    const pieces = [
      '- rule: ',
      'r\n',
      '  condition: ',
      ' and ',
      ' or ',
      'not ',
      '(',
      ')',
      'proc.name',
      ' in ',
      '"',
      "'",
      '=',
      'evt.type',
      '\n',
      '  ',
      '- list: ',
      '- macro: ',
      'items: [',
      ']',
      ',',
      '&a ',
      '*a',
      '|\n',
      '>\n',
      'output: %',
      'priority: INFO\n',
      'desc: d\n',
      'exceptions:\n',
      'override:\n',
      'append',
      ': ',
      '\t',
      '\\x4',
      'é',
      '{',
      '}',
      '--- ',
      '#',
      'oneof ',
      'val(',
    ]
    for (let round = 0; round < 400; round++) {
      const length = random.next().value % 60
      const parts = Array.from({ length }, () => pieces[random.next().value % pieces.length])
      errorsOf(parts.join(''))
      errorsOf(Uint8Array.from({ length }, () => random.next().value >>> 24))
    }
  })
})
