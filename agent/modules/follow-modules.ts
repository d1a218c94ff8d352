/** Keeps asking an edge for its rules, and hands on those that are new. */
import { describeTrouble } from '../cli/trouble.ts'
import { type FetchedModule, ModuleRefused } from './fetch-module.ts'

/** What following needs of the node. */
export interface Following {
  /** Asks the edge; `known` is what it need not send. */
  ask(known: string): Promise<FetchedModule>
  /** The digest of the rules in force. */
  inForce(): string
  /** Puts a bundle in force; its outcome is told by whoever does. */
  take(file: Uint8Array): Promise<{ readonly kind: string }>
  say(line: string): void
  /** Waits until it is time to ask again, or until the signal. */
  wait(stop: AbortSignal): Promise<void>
}

/** Follows the edge until `stop`. A bundle that was refused is not tried again before another one is there. */
export async function followModules(following: Following, stop: AbortSignal): Promise<void> {
  let tried = ''
  let trouble = ''
  while (!stop.aborted) {
    try {
      const found = await following.ask(tried || following.inForce())
      trouble = ''
      if (found.kind === 'bundle') {
        tried = found.digest
        await following.take(found.file)
      }
    } catch (error) {
      const words = error instanceof ModuleRefused ? error.message : describeTrouble(error)
      if (words !== trouble) following.say(`  rules    not taken from the edge: ${words}`)
      trouble = words
    }
    await following.wait(stop)
  }
}
