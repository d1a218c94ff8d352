/** The answer to a filter that cannot be read. */
import type { Context } from 'hono'
import type { EdgeEnv } from '../bindings.ts'
import type { ErrorJson } from '../fault.ts'
import { readFilter } from './read-filter.ts'

/** 400 with what is wrong and where, or nothing where the filter can be read or there is none. */
export const refusedFilter = (c: Context<EdgeEnv>, text: string | undefined): Response | undefined => {
  const read = text === undefined ? undefined : readFilter(text)
  if (read === undefined || read.ok) return undefined
  const { message, hint, line, column } = read.fault
  const where = line === 1 ? `column ${column}` : `line ${line}, column ${column}`
  const body = { code: 'filter_refused', message: `filter, ${where}: ${message}`, hint, line, column }
  return c.json(body satisfies ErrorJson, 400)
}
