/** Rules and state module as WebAssembly, compiled in a child process or taken from the cache. */
import { compileBundle, compileStateModule, type RuleSet, stopAssembler } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { buildFolder } from '../paths.ts'

const cacheDirectory = `${buildFolder}/rules`

/** Compiles rules without faults. */
export async function compileRules(rules: RuleSet): Promise<Bundle> {
  try {
    return await compileBundle(rules, { cacheDirectory })
  } finally {
    // The compiler holds some hundred megabytes that only the end of its process gives back.
    stopAssembler()
  }
}

/** The same, with the state module that the hot thread starts with. */
export async function compileAll(rules: RuleSet): Promise<{ bundle: Bundle; stateModule: Uint8Array }> {
  const stateModule = await compileStateModule({ cacheDirectory })
  return { bundle: await compileRules(rules), stateModule }
}
