import { loadRules, readFieldFrom, whyMatch } from '#rules-compiler'
import { visible, visibleJson } from '#schema/visible-text'
import type { KeptMatch, KeptMatches } from '../../control/answers.ts'
import { askMatches } from '../../control/client.ts'
import { rawValue } from '../../control/kept-value.ts'
import { evaluatorValue } from '../../explain/field-reader.ts'
import { whyJson, whyLines } from '../../explain/why-lines.ts'
import { readRuleFiles } from '../../rules-source/read-rule-files.ts'
import { type Command, UsageError } from '../command.ts'
import { dataFolder } from '../edge-access.ts'
import { numberOption } from '../parse.ts'

/** `npx eyas why`: why an alert of the running agent was raised. */
export const why: Command = {
  name: 'why',
  summary: 'Shows why the newest alert was raised: each check of its rule with what it saw.',
  usage: '[options] [RULE]',
  description:
    'Asks the agent that runs on the data directory for its newest alert, or the newest of a rule. The agent keeps what the\n' +
    'conditions of the last 500 alerts read; of a burst only the first of each batch. npx eyas explain --events says the\n' +
    'same of recorded events, and why a rule did not match them.',
  options: {
    data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with.' },
    back: { type: 'string', value: 'N', doc: 'The Nth alert before the newest, 0 to 499.', default: '0' },
    json: { type: 'boolean', doc: 'Prints one JSON object.' },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation, terminal) {
    const [rule] = invocation.positionals
    const back = numberOption(invocation, 'back', 0, 499) ?? 0
    const kept = await askMatches(dataFolder(invocation))
    const match = kept.matches.filter((one) => rule === undefined || one.rule === rule)[back]
    if (match === undefined)
      throw new UsageError(`the agent keeps no such alert${rule === undefined ? '' : ` of the rule '${rule}'`}`)
    const verdict = await verdictOn(match, kept)
    if (invocation.flag('json')) {
      const { time, output } = match
      terminal.print(visibleJson(JSON.stringify({ time, output, why: whyJson(verdict) }, null, 2)))
      return 0
    }
    terminal.print(visible(match.output))
    terminal.print('')
    for (const line of whyLines(verdict, terminal.style)) terminal.print(line)
    return 0
  },
}

/** Evaluates the rule as its files have it now on what its condition read then. */
async function verdictOn(match: KeptMatch, { paths, loadOptions }: KeptMatches) {
  const { rules, macros } = loadRules(await readRuleFiles(paths), loadOptions)
  const rule = rules.find(({ name }) => name === match.rule)
  if (rule === undefined) throw new UsageError(`the rule '${match.rule}' is not in the rule files any more`)
  const read = readFieldFrom((name) => {
    const value = match.values[name]
    if (value === undefined) throw new UsageError(`the rule '${match.rule}' was changed after the alert was raised`)
    return evaluatorValue(rawValue(value))
  })
  return whyMatch(rule, macros, read)
}
