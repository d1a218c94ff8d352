/** The lines that `npm start` shows while it gets ready: one per step, with what came of it and how long it took. */
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'

/** What came of a step: words, or none to say nothing, or a warning where it goes on without what the step was for. */
export type StepOutcome = string | undefined | { readonly warning: string }

export interface Progress {
  /** Runs one step and says how it went; an error is said and passed on. */
  step<T>(name: string, work: () => Promise<T>, outcome: (result: T) => StepOutcome): Promise<T>
}

/** Progress for people on the terminal; `nowMs` is a monotonic clock. */
export function showProgress(terminal: Terminal, nowMs: () => number): Progress {
  return {
    async step(name, work, outcome) {
      const start = nowMs()
      const seconds = (): string => `${((nowMs() - start) / 1000).toFixed(1)} s`
      const label = name.padEnd(8)
      try {
        const result = await work()
        const came = outcome(result)
        if (typeof came === 'string') terminal.say(`  ok    ${label} ${came} (${seconds()})`)
        if (typeof came === 'object') terminal.say(`  WARN  ${label} ${timed(came.warning, seconds())}`)
        return result
      } catch (error) {
        const [reason = ''] = describeTrouble(error).split('\n')
        terminal.say(`  FAIL  ${label} ${reason} (${seconds()})`)
        throw error
      }
    },
  }
}

/** Lines behind the first stand under its words. */
function timed(words: string, seconds: string): string {
  const [first = '', ...rest] = words.split('\n')
  return [`${first} (${seconds})`, ...rest.map((line) => `${' '.repeat(17)}${line.trim()}`)].join('\n')
}
