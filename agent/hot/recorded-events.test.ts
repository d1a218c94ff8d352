import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sampleRecording } from '../start/prepare-source.ts'
import { parseRecording } from './recorded-events.ts'

test.each([
  { name: 'no JSON', line: '{', says: /^r\.jsonl:2: .*JSON/ },
  { name: 'an unknown event type', line: '{"type":"nap"}', says: /^r\.jsonl:2: .*'nap'/ },
  { name: 'an unknown column', line: '{"type":"openat","pidd":1}', says: /^r\.jsonl:2: .*'pidd'/ },
])('recording: $name is refused with its line', ({ line, says }) => {
  expect(() => parseRecording(`{"type":"openat","pid":1}\n${line}\n`, 'r.jsonl')).toThrow(says)
})

test('recording: empty lines are passed over, and events are numbered by their line', () => {
  const events = parseRecording('{"type":"openat","pid":1}\n\n{"type":"openat","pid":2}\n', 'r.jsonl')
  expect(events.map(({ bytes }) => new DataView(bytes.buffer).getBigUint64(16, true))).toEqual([1n, 3n])
})

test('recording: the shipped sample can be read', () => {
  expect(parseRecording(readFileSync(sampleRecording, 'utf8'), 'sample').length).toBeGreaterThan(10)
})
