import {
  deriveKernelFilter,
  explainKernelFilter,
  explainRule,
  loadRules,
  type RuleSet,
  renderDiagnostics,
  renderExplanation,
  renderKernelFilter,
} from '#rules-compiler'
import { type Command, UsageError } from '../command.ts'
import { readRulesOf } from '../read-rules.ts'

/** `npx eyas explain`: how one rule is decided. */
export const explain: Command = {
  name: 'explain',
  summary: 'Shows the condition of a rule as a tree, and what decides each part.',
  usage: '[options] RULE FILE|DIR… | --kernel FILE|DIR…',
  description:
    'The tree names the macro that each part came from, and what it depends on: the process (fixed from one exec to the\nnext), its lineage, the path, this one event, or something of the process that changes (age, user, terminal).',
  options: {
    json: { type: 'boolean', doc: 'Prints JSON.' },
    kernel: { type: 'boolean', doc: 'Shows the filter that all the rules together put into the kernel.' },
  },
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const isKernel = invocation.flag('kernel')
    if (!isKernel && invocation.positionals.length < 2) throw new UsageError('needs the name of a rule and FILE|DIR…')
    const files = await readRulesOf(invocation, isKernel ? 0 : 1)
    const loaded = loadRules(files)
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) {
      terminal.say(renderDiagnostics(files, errors))
      return 1
    }
    const [data, text] = isKernel ? kernelFilterOf(loaded) : ruleOf(invocation.positionals[0] ?? '', loaded)
    terminal.print(invocation.flag('json') ? JSON.stringify(data, null, 2) : text)
    return 0
  },
}

/** What is shown, as data and as text. */
type Shown = readonly [data: unknown, text: string]

function kernelFilterOf(loaded: RuleSet): Shown {
  const types = explainKernelFilter(deriveKernelFilter(loaded), loaded)
  return [types, renderKernelFilter(types)]
}

function ruleOf(name: string, loaded: RuleSet): Shown {
  const explanation = explainRule(name, loaded)
  if (explanation === undefined)
    throw new UsageError(`there is no rule '${name}' in these files; npx eyas rules lists them`)
  return [explanation, renderExplanation(explanation)]
}
