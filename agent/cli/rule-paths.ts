/** Which rule files a command runs with. */
import { existsSync } from 'node:fs'
import { shippedRules } from '../paths.ts'
import { type Invocation, type Option, UsageError } from './command.ts'
import type { EngineSettings } from './engine-settings.ts'
import { userPath } from './parse.ts'

/** The option `-r`. */
export const rulesOption: Readonly<Record<string, Option>> = {
  rules: {
    type: 'string',
    short: 'r',
    multiple: true,
    value: 'FILE|DIR',
    doc: 'Falco rules in place of the shipped ones; may be repeated.',
  },
}

/** Those typed, or those of the falco.yaml that exist, or the ones that eyas ships; throws UsageError. */
export function rulePathsOf(invocation: Invocation, { config }: EngineSettings): readonly string[] {
  const typed = invocation.texts('rules')
  if (typed.length > 0) return typed.map((path) => userPath(invocation, path))
  if (config === undefined || config.rulesFiles.length === 0) return [shippedRules]
  const found = config.rulesFiles.map((path) => userPath(invocation, path)).filter((path) => existsSync(path))
  if (found.length === 0) throw new UsageError(`none of the rules_files exists: ${config.rulesFiles.join(', ')}`)
  return found
}
