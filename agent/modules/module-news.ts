/**
 * Hears from an edge that it hands out other rules, over a WebSocket that stays open. It only shortens the wait until
 * the edge is asked: what cannot be heard is found out a little later.
 */
import { type KeyObject, sign } from 'node:crypto'
import { moduleRequestText } from '#schema/bundle-signature'
import { tenantHeader } from '../tenant.ts'

/** How often an edge is asked that cannot be heard, in milliseconds. An answer without news is a few bytes. */
export const askEveryMs = 15_000

/** How often an edge is asked that is heard all the same. */
export const askHeardEveryMs = 120_000

/** Waits so many milliseconds, or until the signal. */
export type Wait = (ms: number, stop: AbortSignal) => Promise<void>

/** What must be said to be heard: which node asks, and when. */
export interface Asker {
  readonly identity: { readonly id: string; readonly privateKey: KeyObject }
  readonly tenant: string | undefined
  nowMs(): number
}

/** What a node proves itself with to the registry. */
export function moduleHeaders({ identity, tenant, nowMs }: Asker): Readonly<Record<string, string>> {
  const seconds = Math.floor(nowMs() / 1000)
  const signature = sign(null, Buffer.from(moduleRequestText(seconds)), identity.privateKey)
  return {
    'eyas-node': identity.id,
    ...tenantHeader(tenant),
    'eyas-time': String(seconds),
    'eyas-signature': signature.toString('base64'),
  }
}

/** The news of one edge. */
export class ModuleNews {
  readonly #asker: Asker
  readonly #edgeUrl: () => string | undefined
  #socket: WebSocket | undefined
  #hasNews = false
  #wake: () => void = () => {}

  /** `edgeUrl` is undefined while there is no edge yet. */
  constructor(asker: Asker, edgeUrl: () => string | undefined) {
    this.#asker = asker
    this.#edgeUrl = edgeUrl
  }

  /** Waits for news, but not for ever: until it is time to ask anyway. */
  async wait(wait: Wait, stop: AbortSignal): Promise<void> {
    this.#connect()
    if (!this.#hasNews) {
      const woken = new AbortController()
      this.#wake = () => woken.abort()
      const isHeard = this.#socket?.readyState === WebSocket.OPEN
      await wait(isHeard ? askHeardEveryMs : askEveryMs, AbortSignal.any([stop, woken.signal]))
    }
    this.#hasNews = false
  }

  /** Hears nothing more. */
  close(): void {
    this.#socket?.close()
    this.#socket = undefined
  }

  #connect(): void {
    const edgeUrl = this.#edgeUrl()
    if (this.#socket !== undefined || edgeUrl === undefined) return
    const address = new URL('/v1/modules/stream', edgeUrl)
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
    // Node's WebSocket takes headers, which the standard's does not.
    const socket = new WebSocket(address, { headers: moduleHeaders(this.#asker) } as unknown as string[])
    this.#socket = socket
    socket.addEventListener('message', () => {
      this.#hasNews = true
      this.#wake()
    })
    // An edge that is not there is told of by whoever asks it.
    socket.addEventListener('error', () => this.#forget(socket))
    socket.addEventListener('close', () => this.#forget(socket))
  }

  #forget(socket: WebSocket): void {
    if (this.#socket === socket) this.#socket = undefined
  }
}
