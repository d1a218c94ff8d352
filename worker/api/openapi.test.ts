import { expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { isChange } from '../audit/author.ts'
import { openApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import { operationOf } from './operation-of.ts'
import { operations } from './operations.ts'

const all = Object.entries<Operation>(operations)
const app = createApp({ page: '', script: '', style: '' })

/** Routes as the document writes them; verbs in one route are many operations. */
const routes = app.routes
  .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
  .flatMap(({ method, path }) => {
    const verbs = /:verb\{([^}]+)\}/.exec(path)?.[1]?.split('|') ?? ['']
    return verbs.map(
      (verb) => `${method} ${path.replace(/:verb\{[^}]+\}/, verb).replaceAll(/:(\w+)(\{[^}]+\})?/g, '{$1}')}`,
    )
  })

/** What other programs define: Falco’s and Alertmanager’s own addresses, and the console’s files. */
const isForeign = (route: string): boolean =>
  / \/(?:falco|api\/v2\/.*|-\/(?:healthy|ready)|console\.(?:js|css)|)$/.test(route)

test('the document has every route of the edge, and no other', () => {
  const documented = all.map(([, { method, path }]) => `${method.toUpperCase()} ${path}`)
  const own = [...new Set(routes.filter((route) => !isForeign(route)))]
  expect([...documented].sort()).toEqual(own.map((route) => route.replace(/(.)\/$/, '$1')).sort())
})

test('every reference of the document leads somewhere', () => {
  const { components } = openApi() as { components: { schemas: Record<string, unknown> } }
  const text = JSON.stringify(openApi())
  const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name)
  expect(new Set(names)).toEqual(new Set(Object.keys(components.schemas)))
  expect(names).toContain('IncidentDetail')
})

test('what is posted is a change, but for data and questions', () => {
  const changes = routes.filter((route) => isChange(...(route.split(' ') as [string, string])))
  expect(changes.length).toBeGreaterThan(10)
  const data = ['POST /v1/ingest', 'POST /v1/routes/explain', 'POST /falco', 'POST /api/v2/alerts']
  const other = routes.filter((route) => !route.startsWith('GET ') && !changes.includes(route))
  expect(new Set(other.map((route) => route.replace(/(.)\/$/, '$1')))).toEqual(new Set(data))
})

test('a request is known by its operation', () => {
  expect(operationOf('POST', '/v1/incidents/inc_1/close')).toBe('closeIncident')
  expect(operationOf('GET', '/v1/rules/a%20b/exception')).toBe('proposeException')
  expect(operationOf('DELETE', '/v1/incidents')).toBeUndefined()
})
