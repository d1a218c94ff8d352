import { expect, test } from 'vitest'
import { UsageError } from './command.ts'
import { engineOptions, loadOptionsOf, matchingOf, matchingOption } from './engine-options.ts'
import { parseInvocation } from './parse.ts'

const invocationOf = (words: readonly string[]) =>
  parseInvocation(
    {
      name: 'x',
      summary: '',
      usage: '',
      description: '',
      options: { ...engineOptions, ...matchingOption },
      positionals: { min: 0, max: 0 },
      run: async () => 0,
    },
    words,
    '/',
  )

test('engine options: rules are switched off, then on, by name or tag', () => {
  const { selections } = loadOptionsOf(invocationOf(['--enable', 'Shell*', '--disable', '*', '--disable', 'tag=noisy']))
  expect(selections).toEqual([
    { action: 'disable', rule: '*' },
    { action: 'disable', tag: 'noisy' },
    { action: 'enable', rule: 'Shell*' },
  ])
})

test('engine options: priority, output and fields come through', () => {
  const words = ['--minimum-priority', 'info', '--append-output', 'dc=%evt.hostname', '--static-field', 'env=a=b']
  expect(loadOptionsOf(invocationOf(words))).toMatchObject({
    minimumPriority: 'Informational',
    appendOutput: [{ output: 'dc=%evt.hostname' }],
    staticFields: { env: 'a=b' },
  })
})

test.each([
  { words: ['--minimum-priority', 'loud'], says: /one of Emergency/ },
  { words: ['--static-field', 'env'], says: /KEY=TEXT/ },
])('engine options: $words is refused', ({ words, says }) => {
  expect(() => loadOptionsOf(invocationOf(words))).toThrow(says)
})

test('engine options: --match takes all or first', () => {
  expect(matchingOf(invocationOf([]))).toBe('all')
  expect(matchingOf(invocationOf(['--match', 'first']))).toBe('first')
  expect(() => matchingOf(invocationOf(['--match', 'some']))).toThrow(UsageError)
})
