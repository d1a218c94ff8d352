/** The answer to a configuration with faults. */
import type { Context } from 'hono'
import type { EdgeEnv } from '../bindings.ts'
import type { LineFault } from './finding.ts'

/** 422, with every fault at its line. */
export const refusedConfig = (c: Context<EdgeEnv>, code: string, faults: readonly LineFault[]): Response => {
  const message = faults.map(({ line, place, hint }) => `line ${line}: ${place}: ${hint}`).join('; ')
  return c.json({ code, message, hint: 'Correct the lines named; what was in force stays in force.', faults }, 422)
}
