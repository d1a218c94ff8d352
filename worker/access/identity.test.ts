import { expect, test } from 'vitest'
import type { Bindings } from '../bindings.ts'
import { identityOf } from './identity.ts'

const tenants = (tokens: unknown): Bindings =>
  // Only the tokens are looked at.
  ({ EYAS_READ_TOKEN: 'r'.repeat(16), EYAS_TENANT_TOKENS: JSON.stringify(tokens) }) as Bindings

const acme = tenants([{ tenant: 'acme', role: 'operator', token: 'o'.repeat(16) }])

test('a token says whose tenant it is, and its bearer is known by a digest', async () => {
  const found = await identityOf('o'.repeat(16), acme)
  expect(found).toMatchObject({ tenant: 'acme', actor: expect.stringMatching(/^operator:[0-9a-f]{8}$/) })
  expect([...(found?.roles ?? [])]).toEqual(['read', 'operator', 'ingest'])
  expect(await identityOf('r'.repeat(16), acme)).toMatchObject({ tenant: 'default' })
  expect(await identityOf('x', acme)).toBeUndefined()
  expect(await identityOf('', acme)).toBeUndefined()
})

test.each([
  { name: 'the default tenant again', tokens: [{ tenant: 'default', role: 'read', token: 'x'.repeat(16) }] },
  { name: 'a short token', tokens: [{ tenant: 'acme', role: 'read', token: 'short' }] },
  { name: 'an unknown role', tokens: [{ tenant: 'acme', role: 'root', token: 'x'.repeat(16) }] },
  { name: 'a name with a slash', tokens: [{ tenant: 'a/b', role: 'read', token: 'x'.repeat(16) }] },
  { name: 'no list', tokens: {} },
])('$name opens nothing to anybody', async ({ tokens }) => {
  await expect(identityOf('x'.repeat(16), tenants(tokens))).rejects.toThrow('EYAS_TENANT_TOKENS')
})
