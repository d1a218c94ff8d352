/** Container runtimes, asked for the hot thread. */
import type { FoundContainer } from '#wasm-runtime'
import { readContainerAccounts } from '../containers/container-accounts.ts'
import { Follower } from '../containers/follower.ts'
import { Inspector } from '../containers/inspector.ts'
import { type RuntimePlace, Runtimes, usualPlaces } from '../containers/runtimes.ts'
import type { ContainerAnswer } from '../hot/start-hot.ts'
import { systemClock } from '../outbox/index.ts'
import type { EventOrigin } from './prepare-source.ts'

export interface Inspecting {
  inspect(found: readonly FoundContainer[], answer: ContainerAnswer): void
  /** From now on containers are told as soon as their runtimes make them. */
  follow(answer: ContainerAnswer): void
  stop(): void
}

/** Without them names of users stay unknown, and everything else goes on. */
async function tellAccounts(
  found: FoundContainer,
  answer: ContainerAnswer,
  say: (line: string) => void,
): Promise<void> {
  try {
    const own = await readContainerAccounts(found.pid)
    if (own !== null) answer.accounts(found, own.users, own.groups)
  } catch (error) {
    say(`containers: users of ${found.id.slice(0, 12)}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Asks the runtimes at `places`, or where they usually are. Those of recorded events are long gone and not asked. */
export function startInspecting(
  origin: EventOrigin,
  places: readonly RuntimePlace[],
  say: (line: string) => void,
): Inspecting {
  const here = places.length === 0 ? usualPlaces : () => places
  const runtimes = new Runtimes(origin === 'kernel' ? here : () => [])
  let answer: ContainerAnswer | undefined
  const inspector = new Inspector({
    clientsFor: (runtime) => runtimes.clientsFor(runtime),
    tell: (found, metadata) => answer?.metadata(found, metadata),
    say,
    clock: systemClock,
  })
  const follower = new Follower({
    followed: () => runtimes.followed(),
    // No process of it is known yet.
    tell: (made, metadata) => answer?.metadata({ ...made, pid: 0 }, metadata),
    say,
    clock: systemClock,
  })
  return {
    follow(newest) {
      answer ??= newest
      void follower.run()
    },
    inspect(found, newest) {
      answer = newest
      inspector.ask(found)
      if (origin !== 'kernel') return
      for (const one of found) void tellAccounts(one, newest, say)
    },
    stop() {
      inspector.stop()
      follower.stop()
      runtimes.close()
    },
  }
}
