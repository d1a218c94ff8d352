import { release } from 'node:os'
import type { HookCost, KernelFeature } from '#native'
import type { Command } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { describeTrouble } from '../trouble.ts'

/** `npx eyas doctor`: what this kernel gives, and what hooks cost on it. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Shows what this kernel gives eyas, what each missing feature costs, and what each hook does.',
  usage: '[options]',
  description:
    'Tries every kernel feature one by one, then attaches to the kernel for a moment and times each hook, as root. Exit\n' +
    'status 0 if this machine can be watched, 2 if not.',
  options: { json: { type: 'boolean', doc: 'Prints JSON.' } },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const { buildNative, probeKernel } = await import('#native')
    await buildNative({ log: (line) => terminal.say(line) })
    const features = probeKernel()
    const canWatch = features.every(({ needed, ok }) => ok || !needed)
    const costs = canWatch ? await measured(terminal) : undefined
    if (invocation.flag('json')) {
      terminal.print(JSON.stringify({ kernel: release(), features, hooks: costs ?? null }, null, 2))
    } else {
      terminal.print(`kernel ${release()}`)
      for (const feature of features) for (const line of featureLines(feature, terminal)) terminal.print(line)
      for (const line of costs === undefined ? [] : costLines(costs)) terminal.print(line)
    }
    return canWatch ? 0 : 2
  },
}

function featureLines(
  { feature, ok, needed, error, cost, hint }: KernelFeature,
  terminal: Terminal,
): readonly string[] {
  if (ok) return [`  ${terminal.style('green', 'yes')}  ${feature}`]
  const verdict = terminal.style(needed ? 'red' : 'yellow', 'no ')
  return [`  ${verdict}  ${feature}: ${error}`, `         costs: ${cost}`, `         to have it: ${hint}`]
}

/** Undefined where the kernel does not time programs, which is said. */
async function measured(terminal: Terminal): Promise<readonly HookCost[] | undefined> {
  const { measureHooks, NativeError } = await import('#native')
  try {
    return measureHooks()
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    terminal.say(`eyas doctor: hooks are not timed: ${describeTrouble(error)}`)
    return undefined
  }
}

const costLines = (costs: readonly HookCost[]): readonly string[] => [
  'what the hooks add, with nothing let go by a filter',
  ...costs.map(({ work, nanoseconds, runs }) => `  ${nanoseconds.toFixed(0).padStart(7)} ns  ${work} (${runs} timed)`),
]
