/** What the registry answers, over the runtime's calls. */
import type { PublishedBundle } from './registry-store.ts'

/** The calls of `Registry`. */
export interface RegistryApi {
  /** Keeps a bundle and puts it in force. */
  publish(digest: string, signature: string, bytes: Uint8Array, nowMs: number): Promise<void>
  /** Puts a bundle in force that is kept; false where none of that digest is. */
  use(digest: string): Promise<boolean>
  bundles(): Promise<{ readonly current: string | null; readonly items: readonly PublishedBundle[] }>
  /** The bundle in force, without its bytes where `known` is its digest; null where there is none. */
  current(known: string): Promise<(PublishedBundle & { readonly bytes: Uint8Array | null }) | null>
}
