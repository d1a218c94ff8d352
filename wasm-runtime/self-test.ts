/**
 * Judges the self-test vectors of a bundle in a memory of their own, before it may judge events: each record must match
 * exactly the rules that the reference evaluator said when the bundle was made.
 */
import type { Bundle } from '#schema/manifest'
import { decodeVectors, type Vector } from '#schema/vectors'
import { createRuntime, type Runtime } from './runtime.ts'

/** Faults told at most; a module that is wrong is wrong often. */
const maxFaults = 5

/** A runtime on which nothing but the records decides, wherever it runs: vectors are made and judged on such. */
export function createProbe(stateModule: WebAssembly.Module): Runtime {
  const runtime = createRuntime({ stateModule, bootTimeNs: 1_600_000_000_000_000_000n })
  runtime.setHostname('self-test')
  runtime.setUsers([
    { id: 0, name: 'root', homeDirectory: '/root', shell: '/bin/sh' },
    { id: 1000, name: 'operator', homeDirectory: '/home/operator', shell: '/bin/sh' },
  ])
  runtime.setGroups([{ id: 0, name: 'root' }])
  return runtime
}

/** Switches on every rule of the bundle in force. */
export function enableAll(runtime: Runtime): void {
  runtime.bundle?.manifest.rules.forEach((_, index) => {
    runtime.setEnabled(index, true)
  })
}

const namesOf = ({ manifest }: Bundle, indexes: Iterable<number>): string =>
  [...indexes].map((index) => `'${manifest.rules[index]?.name ?? index}'`).join(', ')

function faultOf(bundle: Bundle, { matches }: Vector, matched: ReadonlySet<number>, number: number): string | null {
  const expected = new Set(matches)
  const missing = [...expected.difference(matched)]
  const extra = [...matched.difference(expected)]
  if (missing.length + extra.length === 0) return null
  return [
    `self-test record ${number}:`,
    ...(missing.length > 0 ? [`${namesOf(bundle, missing)} did not match`] : []),
    ...(extra.length > 0 ? [`${namesOf(bundle, extra)} matched wrongly`] : []),
  ].join(' ')
}

/** Puts a bundle in force on a probe and judges its vectors; answers what went wrong, empty if nothing did. */
export function selfTest(probe: Runtime, bundle: Bundle, compiled: WebAssembly.Module): readonly string[] {
  probe.swap(bundle, compiled)
  enableAll(probe)
  const faults: string[] = []
  const trapsBefore = probe.traps
  for (const [number, vector] of decodeVectors(bundle.vectors).entries()) {
    probe.judgeRecords(vector.record)
    const matched = new Set(probe.matches().map(({ ruleIndex }) => ruleIndex))
    const fault = faultOf(bundle, vector, matched, number + 1)
    if (fault !== null) faults.push(fault)
    if (faults.length >= maxFaults) break
  }
  return probe.traps > trapsBefore ? [...faults, `${probe.traps - trapsBefore} traps`] : faults
}
