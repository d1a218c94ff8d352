import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildScapReader, openScap } from '#native'
import { recordTypes } from '#schema/capture/record-types'
import { writeLongCapture } from './long-capture.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-long-'))
afterAll(() => rmSync(folder, { recursive: true }))

const events = 5_000
const turnEvents = 1_000

function written(name: string, seed: number): string {
  const path = join(folder, name)
  writeLongCapture(path, events, seed, turnEvents)
  return path
}

test('the long capture has the events asked for, each readable, and time goes on from turn to turn', async () => {
  await buildScapReader({ log: () => undefined })
  const codes = Math.max(...recordTypes.map(({ code }) => code)) + 1
  const reader = openScap(written('a.scap', 1), {
    records: new Uint8Array(codes).fill(1),
    slots: new Uint32Array(),
    arguments: new BigUint64Array(codes),
    rawArguments: new BigUint64Array(codes),
    connected: true,
    memory: true,
    base64: false,
  })
  const target = new Uint8Array(4 << 20)
  let lastNs = 0n
  while (reader.readInto(target, 0, target.length) > 0 || !reader.status().complete) {
    expect(reader.status().lastNs).toBeGreaterThan(lastNs)
    lastNs = reader.status().lastNs
  }
  const status = reader.status()
  reader.close()
  expect(status.fault).toBe('')
  expect(status.events).toBeGreaterThanOrEqual(events)
  expect(status.events).toBeLessThan(events + turnEvents)
})

test('the same seed gives the same bytes', () => {
  expect(readFileSync(written('b.scap', 7)).equals(readFileSync(written('c.scap', 7)))).toBe(true)
})
