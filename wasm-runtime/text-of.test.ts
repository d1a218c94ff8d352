import { expect, test } from 'vitest'
import { textOf } from './text-of.ts'

test.each([
  { name: 'nothing', text: '' },
  { name: 'a short text', text: 'nginx' },
  { name: 'zeros and control characters', text: '\0a\u001b\u007f' },
  { name: 'a short text beyond ASCII', text: 'naïve' },
  { name: 'a byte order mark', text: '\ufeffx' },
  { name: 'a long text', text: '/usr/lib/x86_64-linux-gnu/libc.so.6' },
  { name: 'a long text beyond ASCII', text: '/srv/data/naïve/file-of-some-length' },
])('$name is read as it was written', ({ text }) => {
  expect(textOf(new TextEncoder().encode(text))).toBe(text)
})

test('what is no UTF-8 becomes replacement characters', () => {
  expect(textOf(Uint8Array.of(0x61, 0xff, 0x62))).toBe('a\ufffdb')
})
