import { release } from 'node:os'
import type { Command } from '../command.ts'

/** `npx eyas doctor`: what this kernel gives. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Shows what this kernel gives eyas, and what each missing feature costs.',
  usage: '[options]',
  description: 'Tries every kernel feature one by one. Exit status 0 if this machine can be watched, 2 if not.',
  options: { json: { type: 'boolean', doc: 'Prints JSON.' } },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const { buildNative, probeKernel } = await import('#native')
    await buildNative({ log: (line) => terminal.say(line) })
    const features = probeKernel()
    if (invocation.flag('json')) terminal.print(JSON.stringify({ kernel: release(), features }, null, 2))
    else {
      terminal.print(`kernel ${release()}`)
      for (const { feature, ok, needed, error, cost, hint } of features) {
        const verdict = ok ? terminal.style('green', 'yes') : terminal.style(needed ? 'red' : 'yellow', 'no ')
        terminal.print(
          `  ${verdict}  ${feature}${ok ? '' : `: ${error}\n         costs: ${cost}\n         to have it: ${hint}`}`,
        )
      }
    }
    return features.some(({ needed, ok }) => needed && !ok) ? 2 : 0
  },
}
