import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileStateModule, stopAssembler } from '#rules-compiler'
import { decodeBundle, encodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import { decodeVectors, encodeVectors } from '#schema/vectors'
import { compileFiles } from '../compile/compile-files.ts'
import { buildFolder } from '../paths.ts'
import { tryCandidate } from './candidate.ts'
import { bundleThat } from './testing/hand-made.ts'

const cacheDirectory = `${buildFolder}/rules`
const rules = `
- rule: Shadow read
  desc: d
  condition: evt.type = openat and fd.name = /etc/shadow and not proc.name in (passwd, login)
  output: Shadow read (file=%fd.name)
  priority: WARNING
- rule: Never on
  desc: d
  condition: evt.type = execve and proc.name = nc
  output: nc
  priority: WARNING
  enabled: false
`

describe('a candidate', () => {
  let bundle: Bundle
  let stateModule: Uint8Array
  beforeAll(async () => {
    const files = [{ path: 'r.yaml', text: rules }]
    const file = await compileFiles({ files, options: {}, cacheDirectory }, () => {})
    bundle = await decodeBundle(file ?? new Uint8Array())
    stateModule = await compileStateModule({ cacheDirectory })
  })
  afterAll(stopAssembler)

  const refusalOf = (file: Uint8Array, withinMs?: number): Promise<string> =>
    tryCandidate({ bundle: file, stateModule }, withinMs).then(
      () => 'taken',
      (error: Error) => error.message,
    )

  test('has a record that each rule matches, those that are off included, and is taken with them', async () => {
    const vectors = decodeVectors(bundle.vectors)
    expect(new Set(vectors.flatMap(({ matches }) => matches))).toEqual(new Set([0, 1]))
    const candidate = await tryCandidate({ bundle: encodeBundle(bundle), stateModule })
    expect([candidate.vectors, candidate.bundle.digest]).toEqual([vectors.length, bundle.digest])
  })

  test('that says of a record what the reference evaluator does not is refused, and the rule is named', async () => {
    const wrong = decodeVectors(bundle.vectors).map(({ record, matches }) => ({
      record,
      matches: matches.filter((index) => index !== 0),
    }))
    const reason = await refusalOf(encodeBundle({ ...bundle, vectors: encodeVectors(wrong) }))
    expect(reason).toMatch(/^the bundle cannot be used: self-test record \d+: 'Shadow read' matched wrongly$/)
  })

  test('that misses a record is refused', async () => {
    const deaf = { ...bundle, module: (await bundleThat('traps')).module }
    expect(await refusalOf(encodeBundle(deaf))).toMatch(/'Shadow read' did not match.*; 1 traps$/)
  })

  test('for other layouts, cut short, or that does not come back is refused', async () => {
    const other = { ...bundle, manifest: { ...bundle.manifest, abi: 'old' } }
    expect(await refusalOf(encodeBundle(other))).toMatch(/compiled for layouts old/)
    expect(await refusalOf(encodeBundle(bundle).subarray(0, 1000))).toMatch(/cut short/)
    const hanging = { ...bundle, module: (await bundleThat('hangs')).module }
    expect(await refusalOf(encodeBundle(hanging), 3_000)).toBe('its self-test did not end within 3 s')
  })
})
