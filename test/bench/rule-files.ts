import { existsSync } from 'node:fs'
import type { RuleFile } from '#rules-compiler'
import { rootFolder, shippedRules } from '../../agent/paths.ts'
import { readRuleFiles } from '../../agent/rules-source/read-rule-files.ts'

const falcoFolder = `${rootFolder}../shared/falco-rules`
const falcoFiles = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml']

/** Falco's three syscall files if they are at hand, else the rules that eyas ships; and what to call them. */
export async function benchmarkRules(): Promise<{
  readonly name: string
  readonly paths: readonly string[]
  readonly files: readonly RuleFile[]
}> {
  const isThere = existsSync(falcoFolder)
  const paths = isThere ? falcoFiles.map((name) => `${falcoFolder}/${name}`) : [shippedRules]
  return { name: isThere ? "Falco's three files" : 'the shipped rules', paths, files: await readRuleFiles(paths) }
}
