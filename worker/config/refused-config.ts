/** The answer to a configuration with faults. */
import type { Context } from 'hono'
import type { EdgeEnv } from '../bindings.ts'
import type { LineFault } from './finding.ts'

/** 422, with every fault at its line; `more` is what else there is to say. */
export const refusedConfig = (
  c: Context<EdgeEnv>,
  code: string,
  faults: readonly LineFault[],
  more: object = {},
): Response => {
  const message = lineFaultsInWords(faults)
  return c.json(
    { code, message, hint: 'Correct the lines named; what was in force stays in force.', faults, ...more },
    422,
  )
}

const lineFaultsInWords = (faults: readonly LineFault[]): string =>
  faults.map(({ line, place, hint }) => `line ${line}: ${place === '' ? '' : `${place}: `}${hint}`).join('; ')
