import { assembled } from './assembler.ts'
import { stateSources } from './sources.ts'

/** The state module of the runtime, assembled from wasm-runtime/assembly, or taken from the cache. */
export function compileStateModule(
  options: { readonly cacheDirectory?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return assembled({ entry: 'index', files: stateSources(), effort: 'thorough' }, options.cacheDirectory)
}
