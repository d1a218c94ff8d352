/** A tenant's bundles of rules: kept by digest, one in force. The key that signs them is never here. */
import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from '../bindings.ts'
import type { RegistryApi } from './registry-api.ts'
import { type PublishedBundle, RegistryStore } from './registry-store.ts'

/** Holds the bundles of a tenant. */
export class Registry extends DurableObject<Bindings> implements RegistryApi {
  readonly #store: RegistryStore

  constructor(ctx: DurableState, env: Bindings) {
    super(ctx, env)
    this.#store = new RegistryStore(ctx.storage.sql)
  }

  async publish(digest: string, signature: string, bytes: Uint8Array, nowMs: number): Promise<void> {
    this.ctx.storage.transactionSync(() => this.#store.publish(digest, signature, bytes, nowMs))
  }

  async use(digest: string): Promise<boolean> {
    return this.ctx.storage.transactionSync(() => this.#store.use(digest))
  }

  async bundles(): Promise<{ readonly current: string | null; readonly items: readonly PublishedBundle[] }> {
    return { current: this.#store.current()?.digest ?? null, items: this.#store.bundles() }
  }

  async current(known: string): Promise<(PublishedBundle & { readonly bytes: Uint8Array | null }) | null> {
    const current = this.#store.current()
    if (current === undefined) return null
    return { ...current, bytes: current.digest === known ? null : this.#store.bytes(current.digest) }
  }
}
