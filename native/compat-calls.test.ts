import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordFlags } from '#schema/record'
import type { Source } from './index.ts'
import { ENOENT } from './testing/call-cases.ts'
import { attachedSource, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = process.arch === 'x64' ? await whyNotLive() : 'only x86_64 makes 32-bit calls from 64-bit programs'

describe.skipIf(obstacle)(`32-bit calls${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let calls: string
  beforeAll(() => {
    calls = compileCalls()
    source = attachedSource({ eventTypes: ['unlink', 'setuid', 'bind', 'connect', 'open', 'creat'] })
  })
  afterAll(() => {
    source.close()
    rmSync(calls)
  })

  test.each([
    {
      name: 'a path',
      words: ['unlink-32', '/nothing'],
      type: 'unlink',
      expected: { result: ENOENT, name_raw: '/nothing' },
    },
    { name: 'a number', words: ['setuid-32', '-1'], type: 'setuid', expected: { arg0: -1n } },
    {
      name: 'a row in memory, as socketcall(2) has them,',
      words: ['bind-32', '8080'],
      type: 'bind',
      expected: { result: -99n, fd: 3, local_port: 8080, local_address: '00000000000000000000ffffc0000201' },
    },
  ])('$name is read as 32-bit programs give it', ({ words, type, expected }) => {
    const { records } = observe(source, calls, words)
    expect(records.filter(({ columns }) => columns.flags === recordFlags.IA32)).toMatchObject([
      { type, columns: expected },
    ])
  })

  test('calls of socketcall(2) that nobody wants are not told', () => {
    source.setInterest(['connect'])
    expect(observe(source, calls, ['bind-32', '8080']).records.map(({ type }) => type)).toEqual([
      'clone',
      'execve',
      'procexit',
    ])
  })
})
