/** Who may do what. Tokens are compared by digest, so that time says nothing about how much of one was right. */
import type { Bindings } from '../bindings.ts'

/** `operator` includes `read` and `ingest`; `enrol` stands alone. */
export type Role = 'read' | 'operator' | 'enrol' | 'ingest'

const digest = async (text: string): Promise<Uint8Array> =>
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

/** Every role that a token gives. An unset binding gives its role to nobody. */
export const rolesOf = async (token: string, bindings: Bindings): Promise<ReadonlySet<Role>> => {
  const given = await digest(token)
  const holds = async (expected: string | undefined): Promise<boolean> =>
    equalInConstantTime(given, await digest(expected ?? '')) && expected !== undefined && expected !== ''
  const roles = new Set<Role>()
  const [reads, operates, enrols, ingests] = await Promise.all([
    holds(bindings.EYAS_READ_TOKEN),
    holds(bindings.EYAS_OPERATOR_TOKEN),
    holds(bindings.EYAS_ENROL_TOKEN),
    holds(bindings.EYAS_INGEST_TOKEN),
  ])
  if (reads || operates) roles.add('read')
  if (operates) roles.add('operator')
  if (enrols) roles.add('enrol')
  if (ingests || operates) roles.add('ingest')
  return roles
}
