import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Bindings } from './bindings.ts'

// These answers are given before any object is asked, so none is there.
const bindings = { EYAS_READ_TOKEN: 'r', EYAS_OPERATOR_TOKEN: 'o', EYAS_ENROL_TOKEN: 'e' } as Bindings
const app = createApp({ page: '<!doctype html>', script: 'script', style: 'style' })
const ask = (path: string, init: RequestInit = {}) => app.request(path, init, bindings)
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

test.each(['/-/healthy', '/-/ready'])('%s answers probes of an Alertmanager', async (path) => {
  const answer = await ask(path)
  expect([answer.status, await answer.text()]).toEqual([200, 'OK'])
})

test('/healthz needs no token', async () => {
  expect(await (await ask('/healthz')).json()).toMatchObject({ ok: true, version: expect.any(String) })
})

const rows: readonly { name: string; path: string; init?: RequestInit; status: number; code: string }[] = [
  { name: 'an unknown path', path: '/v1/nothing', status: 404, code: 'not_found' },
  { name: 'a list without a token', path: '/v1/incidents', status: 401, code: 'token_refused' },
  { name: 'a list with a wrong token', path: '/v1/alerts', init: bearer('x'), status: 401, code: 'token_refused' },
  { name: 'a list with the enrol token', path: '/v1/incidents', init: bearer('e'), status: 403, code: 'role_missing' },
  { name: 'a token in the address', path: '/v1/incidents?token=r', status: 401, code: 'token_refused' },
  {
    name: 'an act with the read token',
    path: '/v1/incidents/x/close',
    init: { method: 'POST', ...bearer('r') },
    status: 403,
    code: 'role_missing',
  },
  {
    name: 'an unknown act',
    path: '/v1/incidents/x/explode',
    init: { method: 'POST', ...bearer('o') },
    status: 404,
    code: 'not_found',
  },
  { name: 'a wrong filter', path: '/v1/incidents?status=x', init: bearer('r'), status: 400, code: 'query_refused' },
  {
    name: 'an enrolment with the operator token',
    path: '/v1/nodes',
    init: { method: 'POST', ...bearer('o') },
    status: 403,
    code: 'role_missing',
  },
  {
    name: 'an enrolment of nothing',
    path: '/v1/nodes',
    init: { method: 'POST', body: '{}', ...bearer('e') },
    status: 422,
    code: 'malformed',
  },
  {
    name: 'an unsigned batch',
    path: '/v1/ingest',
    init: { method: 'POST', body: 'x' },
    status: 401,
    code: 'signature_missing',
  },
  {
    name: 'a stream that is no WebSocket',
    path: '/v1/stream',
    init: bearer('r'),
    status: 426,
    code: 'upgrade_required',
  },
]

const more: typeof rows = [
  { name: 'silences without a token', path: '/v1/silences', status: 401, code: 'token_refused' },
  {
    name: 'a silence with the read token',
    path: '/v1/silences',
    init: { method: 'POST', body: '{}', ...bearer('r') },
    status: 403,
    code: 'role_missing',
  },
  {
    name: 'an empty silence',
    path: '/v1/silences',
    init: { method: 'POST', body: '{}', ...bearer('o') },
    status: 422,
    code: 'malformed',
  },
  {
    name: 'a routing with the read token',
    path: '/v1/config/routing',
    init: { method: 'PUT', body: 'x', ...bearer('r') },
    status: 403,
    code: 'role_missing',
  },
  {
    name: 'deliveries of an unknown state',
    path: '/v1/deliveries?state=x',
    init: bearer('r'),
    status: 400,
    code: 'query_refused',
  },
  {
    name: 'alerts of Falco without a token',
    path: '/falco',
    init: { method: 'POST', body: '{}' },
    status: 401,
    code: 'token_refused',
  },
  {
    name: 'an explanation of nothing',
    path: '/v1/routes/explain',
    init: { method: 'POST', body: '[]', ...bearer('r') },
    status: 422,
    code: 'malformed',
  },
]

test.each([...rows, ...more])('$name is answered $status $code', async ({ path, init, status, code }) => {
  const answer = await ask(path, init)
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ code, message: expect.any(String), hint: expect.any(String) })
})

test('a body above 1 MiB is refused before anything looks at it', async () => {
  const headers = { 'eyas-node': 'n1', 'eyas-signature': btoa('x'.repeat(64)) }
  const answer = await ask('/v1/ingest', { method: 'POST', headers, body: new Uint8Array((1 << 20) + 1) })
  expect(answer.status).toBe(422)
})

test('the console is served under a policy without inline code or other origins', async () => {
  const page = await ask('/')
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).not.toContain('unsafe')
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
})
