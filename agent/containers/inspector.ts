/**
 * Asks runtimes about containers, away from the hot path: a few at a time, each until somebody knows it or it has been
 * asked for often enough. A runtime writes down a container shortly before or after it starts it, so that the first
 * question may come too early.
 */
import type { ContainerMetadata, ContainerRuntime } from '#schema/container'
import type { FoundContainer } from '#wasm-runtime'
import type { Clock } from '../outbox/clock.ts'
import type { RuntimeClient } from './runtime-client.ts'

export interface InspectorOptions {
  readonly clientsFor: (runtime: ContainerRuntime) => readonly RuntimeClient[]
  /** Hears once of each container that was asked about; null says that nobody knows it. */
  readonly tell: (found: FoundContainer, metadata: ContainerMetadata | null) => void
  /** Hears of each runtime that cannot be asked, once until it can be again. */
  readonly say: (line: string) => void
  readonly clock: Clock
}

/** Pauses before each question about one container, in milliseconds. */
const pausesMs = [0, 30, 100, 400, 1_500, 4_000]
/** Containers asked about at the same time. */
const atOnce = 8
/** Containers that may wait; more are told as unknown. */
const maxWaiting = 4_096

/** Takes containers in and tells what their runtimes say. */
export class Inspector {
  readonly #options: InspectorOptions
  readonly #waiting: FoundContainer[] = []
  readonly #troubled = new Set<string>()
  readonly #stopping = new AbortController()
  #busy = 0

  constructor(options: InspectorOptions) {
    this.#options = options
  }

  /** Asks about these containers; the answers go to `tell`. */
  ask(found: readonly FoundContainer[]): void {
    for (const one of found) {
      // It is asked about soon anyway, and that answer is as good.
      if (this.#waiting.some(({ id }) => id === one.id)) continue
      if (this.#waiting.length < maxWaiting) this.#waiting.push(one)
      else this.#options.tell(one, null)
    }
    this.#start()
  }

  /** Asks nobody any more and tells nothing more. */
  stop(): void {
    this.#stopping.abort()
    this.#waiting.length = 0
  }

  #start(): void {
    while (this.#busy < atOnce) {
      const found = this.#waiting.shift()
      if (found === undefined) return
      this.#busy++
      void this.#inspect(found).then((metadata) => {
        this.#busy--
        if (!this.#stopping.signal.aborted) this.#options.tell(found, metadata)
        this.#start()
      })
    }
  }

  async #inspect({ id, runtime }: FoundContainer): Promise<ContainerMetadata | null> {
    for (const pauseMs of pausesMs) {
      if (pauseMs > 0) await this.#options.clock.after(pauseMs, this.#stopping.signal)
      if (this.#stopping.signal.aborted) return null
      const clients = this.#options.clientsFor(runtime)
      // Without anybody to ask now there is nobody to wait for.
      if (clients.length === 0) return null
      for (const client of clients) {
        const metadata = await this.#askOne(client, id)
        if (metadata !== null) return metadata
      }
    }
    return null
  }

  async #askOne(client: RuntimeClient, id: string): Promise<ContainerMetadata | null> {
    try {
      const metadata = await client.inspect(id)
      this.#troubled.delete(client.socket)
      return metadata
    } catch (error) {
      const isNew = !this.#troubled.has(client.socket)
      this.#troubled.add(client.socket)
      if (isNew) this.#options.say(`containers: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }
}
