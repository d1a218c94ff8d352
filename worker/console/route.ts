/** The console: one page, one script, one style sheet, all from the bundle. */
import { Hono } from 'hono'
import type { EdgeEnv } from '../bindings.ts'

/** The console's files as text. */
export interface ConsoleFiles {
  readonly page: string
  readonly script: string
  readonly style: string
}

/** Nothing but what this worker serves: no inline code, no frame, no other origin. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** The console's routes. */
export const consoleRoutes = (files: ConsoleFiles): Hono<EdgeEnv> => {
  const routes = new Hono<EdgeEnv>()
  const serve = (path: string, type: string, text: string): void => {
    routes.get(path, (c) =>
      c.body(text, 200, {
        'content-type': `${type}; charset=utf-8`,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cache-control': 'no-cache',
      }),
    )
  }
  serve('/', 'text/html', files.page)
  serve('/console.js', 'text/javascript', files.script)
  serve('/console.css', 'text/css', files.style)
  return routes
}
