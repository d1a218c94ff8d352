/**
 * The conformance suite: the same bundle, the same records, the same answers, wherever the runtime runs. It imports
 * nothing that only one of Node, workerd and a browser has; the modules come compiled, as workerd compiles none itself.
 */
import { decodeBundle } from '#schema/bundle'
import { createProbe, enableAll, faultsOf, type Match, selfTest } from '#wasm-runtime'

/** One record and what is to be said of it. */
export interface Case {
  /** The record as base64. */
  readonly record: string
  /** Names of the rules that match by the reference evaluator, sorted. */
  readonly rules: readonly string[]
  /** The alerts as Node describes them, as text that says everything of them. */
  readonly described: readonly string[]
}

/** What the suite runs on. */
export interface Conformance {
  readonly bundle: Uint8Array
  readonly stateModule: WebAssembly.Module
  /** The module of the bundle. */
  readonly compiled: WebAssembly.Module
  readonly cases: readonly Case[]
}

/** What came of it. */
export interface ConformanceResult {
  readonly cases: number
  readonly matches: number
  /** What differs, in words; empty if nothing does. */
  readonly differences: readonly string[]
}

const integers = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

/** A match as text that says everything of it. */
export const described = ({
  rule,
  eventType,
  eventNumber,
  timeNs,
  output,
  fields,
  lineage,
  containerId,
}: Match): string =>
  JSON.stringify([rule.name, eventType, eventNumber, timeNs, output, fields, lineage, containerId], integers)

/** The bytes of a text in base64. */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

/** Runs the suite. */
export async function runConformance(given: Conformance): Promise<ConformanceResult> {
  const { stateModule, compiled, cases } = given
  const bundle = await decodeBundle(given.bundle)
  const differences = [...faultsOf(bundle), ...selfTest(createProbe(stateModule), bundle, compiled)]
  const runtime = createProbe(stateModule)
  runtime.swap(bundle, compiled)
  enableAll(runtime)
  let matches = 0
  for (const [index, expected] of cases.entries()) {
    matches += runtime.judgeRecords(fromBase64(expected.record))
    const found = runtime.matches()
    const rules = found.map(({ rule }) => rule.name).sort()
    if (rules.join('|') !== expected.rules.join('|'))
      differences.push(`record ${index}: ${rules.join(', ')} matched, not ${expected.rules.join(', ')}`)
    const texts = found.map(described)
    const wrong = texts.find((text, i) => text !== expected.described[i])
    if (wrong !== undefined) differences.push(`record ${index}: ${wrong}`)
  }
  if (runtime.traps > 0) differences.push(`${runtime.traps} traps`)
  return { cases: cases.length, matches, differences }
}
