import { checksOf, loadRules, renderDiagnostics } from '#rules-compiler'
import { visible } from '#schema/visible-text'
import type { Command } from '../command.ts'
import { readRulesOf } from '../read-rules.ts'

/** `npx eyas check`: every fault of rule files in one run. */
export const check: Command = {
  name: 'check',
  summary: 'Loads rule files and shows every fault and warning.',
  usage: '[options] FILE|DIR…',
  description:
    'Loads the files together, in order, as Falco would. Exit status 0 if all load, 1 if not. With --json there is one\n' +
    'JSON object a file: {file, ok, errors: [{code, message, line, column, item, hint}], warnings: […]}.',
  options: { json: { type: 'boolean', doc: 'Prints one JSON object a file.' } },
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const files = await readRulesOf(invocation)
    const { diagnostics } = loadRules(files)
    const checks = checksOf(files, diagnostics)
    if (invocation.flag('json')) for (const file of checks) terminal.print(JSON.stringify(file))
    else {
      if (diagnostics.length > 0) terminal.print(renderDiagnostics(files, diagnostics, { color: terminal.hasColour }))
      for (const { file, ok, errors, warnings } of checks) {
        const verdict = ok ? terminal.style('green', 'ok') : terminal.style('red', counted(errors.length, 'fault'))
        terminal.print(
          `${visible(file)}: ${verdict}${warnings.length === 0 ? '' : `, ${counted(warnings.length, 'warning')}`}`,
        )
      }
    }
    return checks.every(({ ok }) => ok) ? 0 : 1
  },
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
