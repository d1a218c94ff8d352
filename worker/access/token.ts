/** Who may do what. Tokens are compared by digest, so that time says nothing about how much of one was right. */
import type { Bindings } from '../bindings.ts'
import { tokenProtocolPrefix } from '../live/live-api.ts'
import type { Role } from './role.ts'

/** SHA-256 of a text. */
export const digestOf = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

/** Whether two byte strings are equal, in time that depends on their length alone. */
export const equalInConstantTime = (left: Uint8Array, right: Uint8Array): boolean => {
  let difference = left.length ^ right.length
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0)
  return difference === 0
}

/** The token of an `Authorization: Bearer` header, or undefined. */
export const bearerOf = (header: string | null | undefined): string | undefined =>
  /^Bearer ([!-~]{1,512})$/i.exec(header ?? '')?.[1]

/** The password of an `Authorization: Basic` header, or undefined; the name before it may be anything. */
export const passwordOf = (header: string | null | undefined): string | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,1024}={0,2})$/i.exec(header ?? '')?.[1]?.replace(/=+$/, '')
  if (encoded === undefined || encoded.length % 4 === 1) return undefined
  return /^[^:]*:([!-~]{1,512})$/.exec(atob(encoded))?.[1]
}

type TokenBindings = Pick<
  Bindings,
  'EYAS_READ_TOKEN' | 'EYAS_OPERATOR_TOKEN' | 'EYAS_ADMIN_TOKEN' | 'EYAS_ENROL_TOKEN' | 'EYAS_INGEST_TOKEN'
>

/** Every role that a token gives. An unset binding gives its role to nobody. */
export const rolesOf = async (token: string, bindings: TokenBindings): Promise<ReadonlySet<Role>> => {
  const given = await digestOf(token)
  const expected: readonly (readonly [Role, string | undefined])[] = [
    ['read', bindings.EYAS_READ_TOKEN],
    ['operator', bindings.EYAS_OPERATOR_TOKEN],
    ['admin', bindings.EYAS_ADMIN_TOKEN],
    ['enrol', bindings.EYAS_ENROL_TOKEN],
    ['ingest', bindings.EYAS_INGEST_TOKEN],
  ]
  const roles = new Set<Role>()
  for (const [role, text = ''] of expected) {
    const isIt = equalInConstantTime(given, await digestOf(text)) && text !== ''
    if (isIt) for (const one of withIncluded(role)) roles.add(one)
  }
  return roles
}

/** A role with those that it includes. */
export const withIncluded = (role: Role): ReadonlySet<Role> => {
  if (role === 'admin') return new Set(['read', 'operator', 'admin', 'ingest'])
  return new Set(role === 'operator' ? ['read', 'operator', 'ingest'] : [role])
}

/** The token among the subprotocols of a WebSocket, or undefined. */
export const protocolTokenOf = (protocols: string): string | undefined => {
  const offered = protocols.split(',').map((protocol) => protocol.trim())
  const encoded = offered.find((protocol) => protocol.startsWith(tokenProtocolPrefix))
  const text = encoded?.slice(tokenProtocolPrefix.length).replaceAll('-', '+').replaceAll('_', '/')
  if (text === undefined || !/^[A-Za-z0-9+/]{2,700}$/.test(text) || text.length % 4 === 1) return undefined
  return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)))
}
