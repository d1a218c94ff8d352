/**
 * A typed client of the API, out of the same shapes: `client.call('listIncidents', { query: { status: 'open' } })`.
 * It runs wherever `fetch` does.
 */
import type { Operation, Parameters } from './operation.ts'
import { operations } from './operations.ts'
import type { MapOf, Of, Shape } from './shape.ts'

type Operations = typeof operations

/** The name of an operation that takes and gives JSON. */
export type OperationName = keyof Operations

type PathNames<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never
type PathOf<O extends Operation> = [PathNames<O['path']>] extends [never]
  ? unknown
  : { readonly path: { readonly [K in PathNames<O['path']>]: string } }
type QueryOf<O> = O extends { readonly query: infer Q extends Parameters } ? { readonly query?: MapOf<Q> } : unknown
type BodyOf<O> = O extends { readonly body: infer B }
  ? { readonly body: B extends Shape<infer T> ? T : string }
  : unknown

/** What an operation takes: the names in its path, its parameters and its body. */
export type InputOf<Name extends OperationName> = PathOf<Operations[Name]> &
  QueryOf<Operations[Name]> &
  BodyOf<Operations[Name]>

/** What an operation answers; text where that is no JSON. */
export type OutputOf<Name extends OperationName> = Operations[Name]['answer'] extends string
  ? string
  : Of<Operations[Name]['answer']>

/** An answer that was no success. */
export class EdgeAnswerError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string
  constructor(status: number, body: { readonly code?: string; readonly message?: string; readonly hint?: string }) {
    super(body.message ?? `the edge answered ${status}`)
    this.status = status
    this.code = body.code ?? 'unknown'
    this.hint = body.hint ?? ''
  }
}

interface Input {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/** A client of the edge at `url` with one token. */
export const edgeClient = (url: string, token: string, send: typeof fetch = fetch) => ({
  /** Does one operation. Throws `EdgeAnswerError` where the answer is no success. */
  async call<Name extends OperationName>(
    name: Name,
    ...given: Record<never, never> extends InputOf<Name> ? [input?: InputOf<Name>] : [input: InputOf<Name>]
  ): Promise<OutputOf<Name>> {
    const operation: Operation = operations[name]
    // `InputOf` allows only what `Input` has.
    const input = (given[0] ?? {}) as Input
    const answer = await send(`${url}${addressOf(operation.path, input)}`, {
      method: operation.method.toUpperCase(),
      headers: { authorization: `Bearer ${token}` },
      ...(input.body === undefined ? {} : { body: bodyOf(input.body) }),
    })
    const text = await answer.text()
    if (!answer.ok)
      throw new EdgeAnswerError(
        answer.status,
        answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {},
      )
    // What the edge answers has this shape: a test of the running edge reads every answer with it.
    return (typeof operation.answer === 'string' ? text : JSON.parse(text)) as OutputOf<Name>
  },
})

const addressOf = (path: string, { path: names = {}, query = {} }: Input): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size === 0 ? filled : `${filled}?${search}`
}

const bodyOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))
