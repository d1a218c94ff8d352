/** `GET /v1/openapi.json`: what the API takes and gives. */
import { Hono } from 'hono'
import type { EdgeEnv } from '../bindings.ts'
import { openApi } from './openapi.ts'

/** The route of the document. */
export const openApiRoute = new Hono<EdgeEnv>()

let made: ReturnType<typeof openApi> | undefined

openApiRoute.get('/', (c) => {
  made ??= openApi()
  return c.json(made)
})
