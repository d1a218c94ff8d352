/** The lines that `npm start` shows while it gets ready: one per step, with what came of it and how long it took. */
import type { Terminal } from '../cli/terminal.ts'

export interface Progress {
  /** Runs one step and says how it went; an error is said and passed on. */
  step<T>(name: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T>
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
        terminal.say(`  ok    ${label} ${outcome(result)} (${seconds()})`)
        return result
      } catch (error) {
        terminal.say(`  FAIL  ${label} (${seconds()})`)
        throw error
      }
    },
  }
}
