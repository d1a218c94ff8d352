/** Rule files → one bundle with its self-test vectors: what a compiling process does, whoever runs it. */
import {
  compileBundle,
  compileReader,
  compileStateModule,
  type Diagnostic,
  type LoadOptions,
  loadRules,
  type RuleFile,
} from '#rules-compiler'
import { encodeBundle } from '#schema/bundle'
import { makeVectors } from './make-vectors.ts'

/** What is compiled. */
export interface CompileJob {
  readonly files: readonly RuleFile[]
  readonly options: LoadOptions
  /** For events of captures in place of those of this kernel; such a bundle has no self-test vectors. */
  readonly captures?: boolean
  /** Where modules are kept by the hash of their source. */
  readonly cacheDirectory: string
}

/**
 * Compiles rule files; throws what is no fault of theirs. `loaded` hears of every fault and warning as soon as the files
 * are read. The answer is the encoded bundle, or null if there are faults.
 */
export async function compileFiles(
  { files, options, captures = false, cacheDirectory }: CompileJob,
  loaded: (diagnostics: readonly Diagnostic[]) => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const rules = loadRules(files, options)
  loaded(rules.diagnostics)
  if (rules.diagnostics.some(({ severity }) => severity === 'error')) return null
  const bundle = await compileBundle(rules, { captures, cacheDirectory })
  if (captures) return encodeBundle(bundle)
  const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
  const reader = await compileReader(rules, { cacheDirectory })
  const { vectors } = await makeVectors(rules, bundle, { stateModule, reader })
  return encodeBundle({ ...bundle, vectors, reader: encodeBundle(reader) })
}
