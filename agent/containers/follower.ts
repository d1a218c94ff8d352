/**
 * Listens to runtimes for containers that they make, and asks about each at once: so most containers are known before
 * their first process does anything, however short they live. Whatever is missed is asked about when it is met.
 */
import type { ContainerMetadata, ContainerRuntime } from '#schema/container'
import type { Clock } from '../outbox/clock.ts'
import type { RuntimeClient } from './runtime-client.ts'

/** A client that can be listened to, and how cgroups call its containers. */
export interface Followed {
  readonly client: RuntimeClient
  readonly runtime: ContainerRuntime
  /** Who may know its containers, in order. */
  readonly asked: readonly RuntimeClient[]
}

export interface FollowerOptions {
  /** Whom to listen to now; runtimes come and go. */
  readonly followed: () => readonly Followed[]
  readonly tell: (
    found: { readonly id: string; readonly runtime: ContainerRuntime },
    metadata: ContainerMetadata,
  ) => void
  /** Hears of each runtime that cannot be listened to, once until it can be again. */
  readonly say: (line: string) => void
  readonly clock: Clock
}

/** The time between two looks for runtimes, in milliseconds. */
const lookEveryMs = 5_000
/** Pauses before each question about a container that was made just now, in milliseconds. */
const pausesMs = [0, 20, 60, 200]
/** Containers asked about at a time; of more, those are asked about that are met. */
const atOnce = 32
const idPattern = /^[0-9a-f]{64}$/

/** Follows runtimes until it is stopped. */
export class Follower {
  readonly #options: FollowerOptions
  readonly #stopping = new AbortController()
  readonly #following = new Set<string>()
  readonly #troubled = new Set<string>()
  readonly #asking = new Set<string>()

  constructor(options: FollowerOptions) {
    this.#options = options
  }

  /** Begins; resolves once it is stopped. */
  async run(): Promise<void> {
    const { followed, clock } = this.#options
    while (!this.#stopping.signal.aborted) {
      for (const one of followed()) void this.#follow(one)
      await clock.after(lookEveryMs, this.#stopping.signal)
    }
  }

  stop(): void {
    this.#stopping.abort()
  }

  async #follow(one: Followed): Promise<void> {
    const { client } = one
    if (client.follow === undefined || this.#following.has(client.socket)) return
    this.#following.add(client.socket)
    try {
      await client.follow((id) => void this.#ask(id, one), this.#stopping.signal)
      this.#troubled.delete(client.socket)
    } catch (error) {
      const isNew = !this.#troubled.has(client.socket)
      this.#troubled.add(client.socket)
      const reason = error instanceof Error ? error.message : String(error)
      if (isNew) this.#options.say(`containers: new ones are not heard of: ${reason}`)
    } finally {
      this.#following.delete(client.socket)
    }
  }

  async #ask(id: string, { runtime, asked }: Followed): Promise<void> {
    if (!idPattern.test(id) || this.#asking.has(id) || this.#asking.size >= atOnce) return
    this.#asking.add(id)
    try {
      const metadata = await this.#metadataOf(id, asked)
      if (metadata !== null && !this.#stopping.signal.aborted) this.#options.tell({ id, runtime }, metadata)
    } finally {
      this.#asking.delete(id)
    }
  }

  async #metadataOf(id: string, asked: readonly RuntimeClient[]): Promise<ContainerMetadata | null> {
    for (const pauseMs of pausesMs) {
      if (pauseMs > 0) await this.#options.clock.after(pauseMs, this.#stopping.signal)
      for (const client of asked) {
        // A runtime that fails here is said when the container is met and asked about.
        const metadata = await client.inspect(id).catch(() => null)
        if (metadata !== null) return metadata
      }
    }
    return null
  }
}
