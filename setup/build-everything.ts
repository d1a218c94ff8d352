import { ensureBundle } from '#edge'
import { buildNative, buildScapReader, NativeError } from '#native'
import { compileStateModule, stopAssembler } from '#rules-compiler'
import { compileRules, stopCompiler } from '../agent/compile/compile-rules.ts'
import { buildFolder, shippedRules } from '../agent/paths.ts'
import { readRuleFiles } from '../agent/rules-source/read-rule-files.ts'

/** Builds the native part where it can be built, the edge's bundle, and the shipped rules; what is current stays. */
export async function buildEverything(log: (line: string) => void): Promise<void> {
  await nativePart(log)
  await ensureBundle({ log })
  const cacheDirectory = `${buildFolder}/rules`
  await compileStateModule({ cacheDirectory })
  stopAssembler()
  await compileRules({ files: await readRuleFiles([shippedRules]), options: {}, cacheDirectory }).bundle
  stopCompiler()
}

/** A machine without BTF or compilers can still run on recorded events and run the edge. */
async function nativePart(log: (line: string) => void): Promise<void> {
  try {
    await buildScapReader({ log })
    await buildNative({ log })
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    log(`native part not built: ${error.message}; ${error.hint}`)
  }
}
