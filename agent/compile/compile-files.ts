/** Rule files → one bundle with its self-test vectors: what a compiling process does, whoever runs it. */
import {
  compileBundle,
  compileReader,
  compileStateModule,
  type Diagnostic,
  type LoadOptions,
  loadRules,
  type RuleFile,
  type RuleSet,
  YamlMemory,
} from '#rules-compiler'
import { encodeBundle } from '#schema/bundle'
import { createProbe } from '#wasm-runtime'
import { makeVectors, proveVectors } from './make-vectors.ts'

/** What is compiled. */
export interface CompileJob {
  readonly files: readonly RuleFile[]
  readonly options: LoadOptions
  /** For events of captures in place of those of this kernel; such a bundle has no self-test vectors. */
  readonly captures?: boolean
  /** Where modules are kept by the hash of their source. */
  readonly cacheDirectory: string
}

const yaml = new YamlMemory()

/**
 * Compiles rule files; throws what is no fault of theirs. `loaded` hears of every fault and warning as soon as the files
 * are read. The answer is the encoded bundle, or null if there are faults.
 */
export async function compileFiles(
  { files, options, captures = false, cacheDirectory }: CompileJob,
  loaded: (diagnostics: readonly Diagnostic[]) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const rules = loadRules(files, options, yaml)
  loaded(rules.diagnostics)
  if (rules.diagnostics.some(({ severity }) => severity === 'error')) return null
  // Assembling is another process's work: the vectors are made meanwhile.
  const compiling = compileBundle(rules, { captures, cacheDirectory })
  if (captures) return encodeBundle(await compiling)
  const [compiled, { reader, probe, vectors }] = await Promise.all([compiling, vectorsOf(rules, cacheDirectory)])
  const bundle = { ...compiled, vectors, reader: encodeBundle(reader) }
  await proveVectors(bundle, probe)
  return encodeBundle(bundle)
}

async function vectorsOf(rules: RuleSet, cacheDirectory: string) {
  const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
  const reader = await compileReader(rules, { cacheDirectory })
  const { vectors } = await makeVectors(rules, { stateModule, reader })
  return { reader, probe: createProbe(stateModule), vectors }
}
