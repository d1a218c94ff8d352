/** A tenant's bundles of rules: kept by digest, one in force. The key that signs them is never here. */
import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from '../bindings.ts'
import type { RegistryApi } from './registry-api.ts'
import { type PublishedBundle, RegistryStore } from './registry-store.ts'

/** How many nodes may listen at once; the others ask. */
const maxSockets = 20_000

/** Holds the bundles of a tenant. */
export class Registry extends DurableObject<Bindings> implements RegistryApi {
  readonly #store: RegistryStore

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#store = new RegistryStore(ctx.storage.sql)
  }

  /** Accepts a stream of digests that the worker has authenticated. It sleeps with the object. */
  async fetch(): Promise<Response> {
    if (this.ctx.getWebSockets().length >= maxSockets) return new Response(null, { status: 503 })
    const pair = new WebSocketPair()
    this.ctx.acceptWebSocket(pair[1])
    const current = this.#store.current()
    if (current !== undefined) pair[1].send(current.digest)
    // `webSocket` is the runtime's own member of the options.
    return new Response(null, { status: 101, webSocket: pair[0] } as ResponseInit)
  }

  /** Nothing is expected from the other side; a message shows a client that misunderstands. */
  webSocketMessage(socket: WebSocket): void {
    socket.close(1008, 'this stream takes no messages')
  }

  webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }

  async publish(digest: string, signature: string, bytes: Uint8Array, nowMs: number): Promise<void> {
    this.ctx.storage.transactionSync(() => this.#store.publish(digest, signature, bytes, nowMs))
    this.#tell(digest)
  }

  async use(digest: string): Promise<boolean> {
    const isKept = this.ctx.storage.transactionSync(() => this.#store.use(digest))
    if (isKept) this.#tell(digest)
    return isKept
  }

  async bundles(): Promise<{ readonly current: string | null; readonly items: readonly PublishedBundle[] }> {
    return { current: this.#store.current()?.digest ?? null, items: this.#store.bundles() }
  }

  async current(known: string): Promise<(PublishedBundle & { readonly bytes: Uint8Array | null }) | null> {
    const current = this.#store.current()
    if (current === undefined) return null
    return { ...current, bytes: current.digest === known ? null : this.#store.bytes(current.digest) }
  }

  #tell(digest: string): void {
    for (const socket of this.ctx.getWebSockets()) if (socket.readyState === WebSocket.OPEN) socket.send(digest)
  }
}
