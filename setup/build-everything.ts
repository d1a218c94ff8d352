import { ensureBundle } from '#edge'
import { buildNative, NativeError } from '#native'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { buildFolder, shippedRules } from '../agent/paths.ts'
import { readRuleFiles } from '../agent/rules-source/read-rule-files.ts'

/** Builds the native part where it can be built, the edge's bundle, and the shipped rules; what is current stays. */
export async function buildEverything(log: (line: string) => void): Promise<void> {
  await nativePart(log)
  await ensureBundle({ log })
  const cacheDirectory = `${buildFolder}/rules`
  await compileStateModule({ cacheDirectory })
  await compileBundle(loadRules(await readRuleFiles([shippedRules])), { cacheDirectory })
  stopAssembler()
}

/** A machine without BTF or compilers can still run on recorded events and run the edge. */
async function nativePart(log: (line: string) => void): Promise<void> {
  try {
    await buildNative({ log })
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    log(`native part not built: ${error.message}; ${error.hint}`)
  }
}
