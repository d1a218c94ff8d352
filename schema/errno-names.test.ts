import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { errnoNames } from './errno-names.ts'

/** Second names of numbers that have one already. */
const aliases = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP'])

test('the names of errors are those of the headers of the kernel', () => {
  const defines = execFileSync('gcc', ['-E', '-dM', '-include', 'linux/errno.h', '-x', 'c', '/dev/null'], {
    encoding: 'utf8',
  })
  const found = [...defines.matchAll(/^#define (E[A-Z0-9]+) (\d+)$/gm)].filter(([, name = '']) => !aliases.has(name))
  const named = errnoNames.flatMap((name, i) => (name === '-' ? [] : [`${i + 1} ${name}`]))
  expect(found.length).toBeGreaterThan(100)
  expect(named.toSorted()).toEqual(found.map(([, name, number]) => `${number} ${name}`).toSorted())
})
