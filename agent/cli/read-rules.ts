/** Reads the rule files that a command was given, with faults in paths as faults of what was typed. */
import { type RuleFile, RuleFilesError, readRuleFiles } from '../rules-source/read-rule-files.ts'
import { type Invocation, UsageError } from './command.ts'
import { userPath } from './parse.ts'

/** The files of the positional words from `first` on; throws UsageError if one gives no rules. */
export async function readRulesOf(invocation: Invocation, first = 0): Promise<readonly RuleFile[]> {
  try {
    return await readRuleFiles(invocation.positionals.slice(first).map((path) => userPath(invocation, path)))
  } catch (error) {
    if (error instanceof RuleFilesError) throw new UsageError(error.message)
    throw error
  }
}
