import { assemble } from './assembler.ts'
import { cached, hashOf } from './cache.ts'
import { stateSources } from './sources.ts'

/** The state module of the runtime, assembled from wasm-runtime/assembly, or taken from the cache. */
export function compileStateModule(
  options: { readonly cacheDirectory?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const files = stateSources()
  return cached(options.cacheDirectory, hashOf('state', files), () => assemble('index', files))
}
