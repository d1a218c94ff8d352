/** The corpus of the fuzzer, and what a seed makes of it, through the reader as it is built for use. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordTypes } from '#schema/capture/record-types'
import { buildScapReader } from '../build-scap.ts'
import { type CaptureWants, openScap } from '../scap-reader.ts'

const corpus = fileURLToPath(new URL('corpus', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'eyas-corpus-'))
const codes = Math.max(...recordTypes.map(({ code }) => code)) + 1
const everything: CaptureWants = {
  records: new Uint8Array(codes).fill(1),
  slots: Uint32Array.from({ length: codes * 150 }, (_, i) => Math.floor(i / 150) * 2 ** 16 + (i % 150) + 1),
  arguments: new BigUint64Array(codes).fill(2n ** 64n - 1n),
  rawArguments: new BigUint64Array(codes).fill(2n ** 64n - 1n),
  connected: true,
  memory: true,
  base64: false,
}
const target = new Uint8Array(4 << 20)

/** Reads to the end; answers the events. Throws if a record is not within the batch. */
function readWhole(bytes: Uint8Array): number {
  const path = join(folder, 'capture')
  writeFileSync(path, bytes)
  const reader = openScap(path, everything)
  try {
    const view = new DataView(target.buffer)
    for (;;) {
      const end = reader.readInto(target, 0, target.length)
      for (let at = 0; at < end; at += view.getUint32(at, true)) {
        const size = view.getUint32(at, true)
        if (size < 72 || size % 8 !== 0 || at + size > end)
          throw new Error(`a record of ${size} bytes at ${at} of ${end}`)
      }
      const status = reader.status()
      if (end === 0 && status.complete) return status.events
    }
  } finally {
    reader.close()
  }
}

/** Numbers from 0 to below `limit`, the same for the same seed. */
function drawing(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** The bytes with some of them changed, a part cut out or one doubled. */
function changed(bytes: Uint8Array, draw: (limit: number) => number): Uint8Array {
  const copy = bytes.slice()
  for (let left = 1 + draw(8); left > 0; left--)
    copy[draw(copy.length)] = [0, 1, 0x7f, 0x80, 0xff, draw(256)][draw(6)] ?? 0
  const at = draw(copy.length)
  const length = draw(200)
  const kind = draw(4)
  if (kind === 0) return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)])
  if (kind === 1) return Buffer.concat([copy.subarray(0, at + length), copy.subarray(at)])
  return kind === 2 ? copy.subarray(0, at) : copy
}

const files = readdirSync(corpus).map((name) => readFileSync(join(corpus, name)))

beforeAll(() => buildScapReader({ log: () => {} }), 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('every file of the corpus is read to its end or its fault', () => {
  expect(files.length).toBeGreaterThan(0)
  expect(files.reduce((sum, bytes) => sum + readWhole(bytes), 0)).toBeGreaterThan(100)
})

test('so are files like them that are broken somewhere', () => {
  const draw = drawing(20_261_124)
  for (let round = 0; round < 1500; round++) readWhole(changed(files[draw(files.length)] ?? new Uint8Array(), draw))
}, 60_000)
