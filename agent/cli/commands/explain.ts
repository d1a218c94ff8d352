import { explainRule, loadRules, renderDiagnostics, renderExplanation } from '#rules-compiler'
import { type Command, UsageError } from '../command.ts'
import { readRulesOf } from '../read-rules.ts'

/** `npx eyas explain`: how one rule is decided. */
export const explain: Command = {
  name: 'explain',
  summary: 'Shows the condition of a rule as a tree, and what decides each part.',
  usage: '[options] RULE FILE|DIR…',
  description:
    'The tree names the macro that each part came from, and what it depends on: the process (fixed from one exec to the\nnext), its lineage, the path, this one event, or something of the process that changes (age, user, terminal).',
  options: { json: { type: 'boolean', doc: 'Prints JSON.' } },
  positionals: { min: 2, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const [name = ''] = invocation.positionals
    const files = await readRulesOf(invocation, 1)
    const loaded = loadRules(files)
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) {
      terminal.say(renderDiagnostics(files, errors))
      return 1
    }
    const explanation = explainRule(name, loaded)
    if (explanation === undefined)
      throw new UsageError(`there is no rule '${name}' in these files; npx eyas rules lists them`)
    terminal.print(invocation.flag('json') ? JSON.stringify(explanation, null, 2) : renderExplanation(explanation))
    return 0
  },
}
