/** Rule files → one bundle with its self-test vectors: what a compiling process does, whoever runs it. */
import { compileBundle, compileStateModule, type Diagnostic, type LoadOptions, loadRules, type RuleFile } from '#rules-compiler'
import { encodeBundle } from '#schema/bundle'
import { compileReader } from '../explain/field-reader.ts'
import { makeVectors } from './make-vectors.ts'

/** What is compiled. */
export interface CompileJob {
  readonly files: readonly RuleFile[]
  readonly options: LoadOptions
  /** Where modules are kept by the hash of their source. */
  readonly cacheDirectory: string
}

/** What came of it. */
export interface Compiled {
  /** Every fault and warning. */
  readonly diagnostics: readonly Diagnostic[]
  /** The encoded bundle; null if there are faults. */
  readonly bundle: Uint8Array<ArrayBuffer> | null
}

/** Compiles rule files; throws what is no fault of theirs. */
export async function compileFiles({ files, options, cacheDirectory }: CompileJob): Promise<Compiled> {
  const rules = loadRules(files, options)
  const { diagnostics } = rules
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics, bundle: null }
  const bundle = await compileBundle(rules, { cacheDirectory })
  const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
  const reader = await compileReader(cacheDirectory)
  const { vectors } = await makeVectors(rules, bundle, { stateModule, reader })
  return { diagnostics, bundle: encodeBundle({ ...bundle, vectors }) }
}
