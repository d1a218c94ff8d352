import type { ContainerMetadata } from '#schema/container'

/** One way to ask a container runtime, over its unix socket. */
export interface RuntimeClient {
  /** Where it listens. */
  readonly socket: string
  /**
   * What the runtime says of the container of that id of 64 digits; null if it knows none. Throws RuntimeError if it
   * cannot be asked.
   */
  inspect(id: string): Promise<ContainerMetadata | null>
  /**
   * Calls `heard` with the id of each container that is made from now on, and maybe again when it starts; resolves when
   * the runtime or the signal ends that. Throws RuntimeError if it cannot be listened to.
   */
  follow?(heard: (id: string) => void, signal: AbortSignal): Promise<void>
  /** Lets go of connections. */
  close(): void
}

/** A runtime that gives no answer, or none that can be understood. */
export class RuntimeError extends Error {}

/** How long one question to a runtime may take, in milliseconds. */
export const questionMs = 5_000

/** The largest answer that is read, in bytes. */
export const maxAnswerBytes = 4 << 20
