/** One thing that can be asked of the edge: where, by whom, with what, and what comes back. */
import type { Role } from '../access/role.ts'
import type { Shape } from './shape.ts'

/** Parameters of an address. All of them come as text. */
export type Parameters = Readonly<Record<string, Shape<unknown> & { readonly isOptional: true }>>

/** An operation of the API. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** As OpenAPI writes it: `/v1/incidents/{id}`. */
  readonly path: string
  /** Who may; `node` is a signature with an enrolled key, `anyone` needs nothing. */
  readonly role: Role | 'node' | 'anyone'
  readonly summary: string
  readonly query?: Parameters
  /** The shape of a JSON body, or the media type of another one. */
  readonly body?: Shape<unknown> | string
  readonly status?: number
  /** The shape of the answer, or its media type. */
  readonly answer: Shape<unknown> | string
}

/** Keeps the exact type of an operation. */
export const operation = <const O extends Operation>(given: O): O => given
