/** Answers that every route gives in the same form. */
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { EdgeEnv } from './bindings.ts'
import type { ErrorJson } from './fault.ts'

/** An error as JSON: `{code, message, hint}`. */
export const fail = (
  c: Context<EdgeEnv>,
  status: ContentfulStatusCode,
  code: string,
  message: string,
  hint: string,
): Response => c.json({ code, message, hint } satisfies ErrorJson, status)
