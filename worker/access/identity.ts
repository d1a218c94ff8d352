/**
 * Whose request this is: the tenant, the roles and a name for the audit trail, from the token that came with it.
 *
 * The default tenant has one token a role, in bindings of their own. Others are in `EYAS_TENANT_TOKENS`, as JSON:
 *
 *     [{"tenant": "acme", "role": "operator", "token": "..."}]
 */
import { hexOf } from '../digest/hex.ts'
import type { Role } from './role.ts'
import { digestOf, equalInConstantTime, rolesOf, withIncluded } from './token.ts'

/** Who asks. */
export interface Identity {
  readonly tenant: string
  readonly roles: ReadonlySet<Role>
  /** The highest role and the first digits of the token's digest: `operator:1a2b3c4d`. */
  readonly actor: string
}

/** The tenant of the tokens that have bindings of their own. */
export const defaultTenant = 'default'

/** What a tenant may be called. */
export const tenantPattern = /^[a-z0-9][a-z0-9-]{0,31}$/

type Tokens = Parameters<typeof rolesOf>[1] & { readonly EYAS_TENANT_TOKENS?: string }

/** Who the bearer of a token is, or undefined where nobody knows it. */
export const identityOf = async (token: string, bindings: Tokens): Promise<Identity | undefined> => {
  const [own, others] = [await rolesOf(token, bindings), tenantTokens(bindings.EYAS_TENANT_TOKENS ?? '')]
  const given = await digestOf(token)
  if (own.size > 0) return { tenant: defaultTenant, roles: own, actor: actorOf(own, given) }
  let found: Identity | undefined
  for (const other of others) {
    const isIt = equalInConstantTime(given, await digestOf(other.token))
    if (!isIt || other.token === '') continue
    const roles = withIncluded(other.role)
    found = { tenant: other.tenant, roles, actor: actorOf(roles, given) }
  }
  return found
}

const order: readonly Role[] = ['admin', 'operator', 'read', 'enrol', 'ingest']

const actorOf = (roles: ReadonlySet<Role>, digest: Uint8Array): string =>
  `${order.find((role) => roles.has(role)) ?? 'nobody'}:${hexOf(digest.subarray(0, 4))}`

interface TenantToken {
  readonly tenant: string
  readonly role: Role
  readonly token: string
}

let read: { readonly text: string; readonly tokens: readonly TenantToken[] } = { text: '', tokens: [] }

/** The tokens of other tenants. Throws where the binding is not as documented: nobody gets in by a mistake. */
const tenantTokens = (text: string): readonly TenantToken[] => {
  if (text === read.text) return read.tokens
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (cause) {
    throw new Error('EYAS_TENANT_TOKENS is no JSON', { cause })
  }
  if (!Array.isArray(given) || !given.every(isTenantToken))
    throw new Error('EYAS_TENANT_TOKENS must be a list of {tenant, role, token}, no tenant called default')
  read = { text, tokens: given }
  return given
}

const isTenantToken = (value: unknown): value is TenantToken => {
  if (typeof value !== 'object' || value === null) return false
  const { tenant, role, token } = value as Partial<Record<keyof TenantToken, unknown>>
  const isTenant = typeof tenant === 'string' && tenantPattern.test(tenant) && tenant !== defaultTenant
  return isTenant && order.some((one) => one === role) && typeof token === 'string' && token.length >= 16
}
