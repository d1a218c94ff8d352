/**
 * Fetches the rules that an edge hands out. They are taken only with the signature of a publisher that this node was
 * told to trust: the edge holds no key that could make one, so whoever has the edge does not have the nodes.
 */
import { createHash, type KeyObject, verify } from 'node:crypto'
import { signedBundleText } from '#schema/bundle-signature'
import type { Identity } from '../identity.ts'
import { moduleHeaders } from './module-news.ts'

/** What is asked, of whom, by whom. */
export interface ModuleRequest {
  readonly edgeUrl: string
  readonly identity: Pick<Identity, 'id' | 'privateKey'>
  /** Undefined for the default one. */
  readonly tenant?: string | undefined
  /** The publisher's Ed25519 key. */
  readonly trusted: KeyObject
  /** The digest that is in force already; it is not sent again. */
  readonly known: string
  readonly nowMs: number
  readonly fetch: typeof globalThis.fetch
}

/** What the edge hands out: nothing, what is known already, or a bundle whose signature is right. */
export type FetchedModule =
  | { readonly kind: 'none' }
  | { readonly kind: 'same' }
  | { readonly kind: 'bundle'; readonly digest: string; readonly file: Uint8Array }

/** The bytes or the signature are not those of a trusted publisher. */
export class ModuleRefused extends Error {}

const maxBytes = 16 << 20

/** Asks for the rules in force. Throws ModuleRefused for what must not be run, and other errors for a faulty way there. */
export async function fetchModule(request: ModuleRequest): Promise<FetchedModule> {
  const { edgeUrl, identity, tenant, known, nowMs, fetch } = request
  const response = await fetch(new URL('/v1/modules/current', edgeUrl), {
    redirect: 'error',
    headers: {
      ...moduleHeaders({ identity, tenant, nowMs: () => nowMs }),
      'if-none-match': `"${known}"`,
    },
    signal: AbortSignal.timeout(30_000),
  })
  if (response.status === 304) return { kind: 'same' }
  if (response.status === 404) return { kind: 'none' }
  if (!response.ok) throw new Error(`the edge answered ${response.status} when it was asked for rules`)
  const file = new Uint8Array(await response.arrayBuffer())
  if (file.length > maxBytes) throw new ModuleRefused('the bundle is larger than 16 MiB')
  const digest = `sha256:${createHash('sha256').update(file).digest('hex')}`
  const signature = Buffer.from(response.headers.get('eyas-bundle-signature') ?? '', 'base64')
  if (!verify(null, Buffer.from(signedBundleText(digest)), request.trusted, signature))
    throw new ModuleRefused(`the bundle ${digest.slice(0, 19)} has no signature of the publisher that is trusted`)
  return digest === known ? { kind: 'same' } : { kind: 'bundle', digest, file }
}
