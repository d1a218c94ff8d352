import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type Line, LineReader, LineTooLong } from './line-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'lines')

const linesOf = (bytes: string | Uint8Array): readonly Line[] => {
  writeFileSync(file, bytes)
  const reader = new LineReader(file)
  const lines: Line[] = []
  for (let line = reader.next(); line !== undefined; line = reader.next()) lines.push(line)
  expect(reader.readBytes).toBe(reader.totalBytes)
  reader.close()
  return lines
}

test.each([
  { name: 'nothing', text: '', lines: [] },
  { name: 'one line', text: 'a\n', lines: [{ text: 'a', offset: 0, number: 1 }] },
  {
    name: 'a last line without an end',
    text: 'é\nb',
    lines: [
      { text: 'é', offset: 0, number: 1 },
      { text: 'b', offset: 3, number: 2 },
    ],
  },
  {
    name: 'empty lines',
    text: '\n\n',
    lines: [
      { text: '', offset: 0, number: 1 },
      { text: '', offset: 1, number: 2 },
    ],
  },
])('$name is read', ({ text, lines }) => {
  expect(linesOf(text)).toEqual(lines)
})

test('lines longer than what is read at a time are whole', () => {
  const long = 'x'.repeat(3 << 20)
  const lines = linesOf(`a\n${long}\nb\n${long}`)
  expect(lines.map(({ text, offset }) => [text.length, offset])).toEqual([
    [1, 0],
    [long.length, 2],
    [1, long.length + 3],
    [long.length, long.length + 5],
  ])
})

test('a line longer than any event is refused with its offset', () => {
  writeFileSync(file, `a\n${'x'.repeat(20 << 20)}`)
  const reader = new LineReader(file)
  reader.next()
  expect(() => reader.next()).toThrow(LineTooLong)
  expect(reader.readBytes).toBe(2)
  reader.close()
})
