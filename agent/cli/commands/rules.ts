import { describeRules, loadRules, renderDiagnostics } from '#rules-compiler'
import type { Command } from '../command.ts'
import { engineOptions, loadOptionsOf } from '../engine-options.ts'
import { readRulesOf } from '../read-rules.ts'

/** `npx eyas rules`: what the rules came out as. */
export const rules: Command = {
  name: 'rules',
  summary: 'Lists the rules of files with macros, lists and overrides resolved.',
  usage: '[options] FILE|DIR…',
  description:
    'With --json there is one JSON array: per rule its name, source, priority, tags, enabled, condition as written,\n' +
    'compiled (macros and lists resolved), event types, fields used, and the provenance of every override.',
  options: { json: { type: 'boolean', doc: 'Prints one JSON array.' }, ...engineOptions },
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const files = await readRulesOf(invocation)
    const loaded = loadRules(files, loadOptionsOf(invocation))
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) {
      terminal.say(renderDiagnostics(files, errors))
      return 1
    }
    const descriptions = describeRules(loaded)
    if (invocation.flag('json')) terminal.print(JSON.stringify(descriptions, null, 2))
    else
      for (const { name, priority, enabled, eventTypes } of descriptions) {
        const types = eventTypes.length === 0 ? 'any event' : eventTypes.join(', ')
        terminal.print(`${priority.padEnd(13)} ${enabled ? '' : '(off) '}${name}  ${terminal.style('dim', types)}`)
      }
    return 0
  },
}
