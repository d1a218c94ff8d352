/** Container runtimes, asked for the hot thread. */
import type { FoundContainer } from '#wasm-runtime'
import { Inspector } from '../containers/inspector.ts'
import { type RuntimePlace, Runtimes, usualPlaces } from '../containers/runtimes.ts'
import type { ContainerAnswer } from '../hot/start-hot.ts'
import { systemClock } from '../outbox/index.ts'
import type { EventOrigin } from './prepare-source.ts'

export interface Inspecting {
  inspect(found: readonly FoundContainer[], answer: ContainerAnswer): void
  stop(): void
}

/** Asks the runtimes at `places`, or where they usually are. Those of recorded events are long gone and not asked. */
export function startInspecting(
  origin: EventOrigin,
  places: readonly RuntimePlace[],
  say: (line: string) => void,
): Inspecting {
  const here = places.length === 0 ? usualPlaces : () => places
  const runtimes = new Runtimes(origin === 'kernel' ? here : () => [])
  let tell: ContainerAnswer = () => undefined
  const inspector = new Inspector({
    clientsFor: (runtime) => runtimes.clientsFor(runtime),
    tell: (found, metadata) => tell(found, metadata),
    say,
    clock: systemClock,
  })
  return {
    inspect(found, answer) {
      tell = answer
      inspector.ask(found)
    },
    stop() {
      inspector.stop()
      runtimes.close()
    },
  }
}
