/** The OpenAPI document, out of the shapes that requests are read with. */
import { version } from '../version.ts'
import type { Operation, Parameters } from './operation.ts'
import { operations } from './operations.ts'
import { inline, type JsonSchema, type Shape } from './shape.ts'
import { error } from './shapes.ts'

type Json = Record<string, unknown>

/** The document of `GET /v1/openapi.json`, OpenAPI 3.1. */
export const openApi = (): Json => {
  const schemas: Json = {}
  const plain = (shape: Shape<unknown> | JsonSchema): unknown =>
    withNames('json' in shape ? shape.json : shape, schemas)
  const paths: Record<string, Json> = {}
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const path = paths[operation.path] ?? {}
    paths[operation.path] = path
    path[operation.method] = operationJson(id, operation, plain)
  }
  return {
    openapi: '3.1.0',
    info: { title: 'eyas edge', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: { schemas, securitySchemes },
  }
}

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'A read, operator, admin, enrol or ingest token' },
  node: {
    type: 'apiKey',
    in: 'header',
    name: 'eyas-signature',
    description: 'Base64 of the Ed25519 signature over the body, by the key of the node that eyas-node names',
  },
}

type Plain = (shape: Shape<unknown>) => unknown

const operationJson = (id: string, operation: Operation, plain: Plain): Json => {
  const { role, summary, body, answer, status = 200 } = operation
  const failures = role === 'anyone' ? ['503'] : ['400', '401', '403', '404', '413', '422', '429', '503']
  return {
    operationId: id,
    summary,
    description: role === 'anyone' ? 'For anyone.' : `For the role: ${role}.`,
    security: role === 'anyone' ? [] : [{ [role === 'node' ? 'node' : 'token']: [] }],
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query ?? {}, plain)],
    ...(body !== undefined && { requestBody: { required: true, content: contentOf(body, plain) } }),
    responses: {
      [status]: { description: 'Done', content: contentOf(answer, plain) },
      ...Object.fromEntries(
        failures.map((code) => [code, { description: 'Not done', content: contentOf(error, plain) }]),
      ),
    },
  }
}

const contentOf = (given: Shape<unknown> | string, plain: Plain): Json =>
  typeof given === 'string' ? { [given]: { schema: {} } } : { 'application/json': { schema: plain(given) } }

const pathParameters = (path: string): readonly Json[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

const queryParameters = (parameters: Parameters, plain: Plain): readonly Json[] =>
  Object.entries(parameters).map(([name, shape]) => ({ name, in: 'query', required: false, schema: plain(shape) }))

/** The schema with each named one in `schemas` and a reference in its place. */
const withNames = (json: unknown, schemas: Json): unknown => {
  if (Array.isArray(json)) return json.map((item) => withNames(item, schemas))
  if (typeof json !== 'object' || json === null) return json
  // Only `named` puts this symbol there.
  const own = (json as { [inline]?: { name: string; json: JsonSchema } })[inline]
  if (own !== undefined && !(own.name in schemas)) {
    schemas[own.name] = {}
    schemas[own.name] = withNames(own.json, schemas)
  }
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, withNames(value, schemas)]))
}
