/** Has the kernel time its programs while a command looks at a running agent. */
import type { Terminal } from './terminal.ts'
import { describeTrouble } from './trouble.ts'

/** Begins; the answer ends it, as the end of the process does. Who may not have that is told so. */
export async function timedRuns(terminal: Terminal): Promise<() => void> {
  const { NativeError, timeRuns } = await import('#native')
  try {
    return timeRuns()
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    terminal.say(`eyas: what programs in the kernel cost is not shown: ${describeTrouble(error)}`)
    return () => {}
  }
}
