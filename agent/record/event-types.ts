/** Which events a recording asks the kernel for. */
import { currentEvents } from '#schema/capture/capture-events'
import { eventTypes } from '#schema/events'

const isCaptured = (name: string): boolean => currentEvents.has(name)

/** All that eyas captures and captures have a place for. */
export const allEventTypes: readonly string[] = eventTypes
  .filter(({ name, judged }) => judged && isCaptured(name))
  .map(({ name }) => name)

/** Calls that make, change or end descriptors, or change what is known of their process. */
const stateTypes: readonly string[] = allEventTypes.filter((name) => /[cds]/.test(currentEvents.get(name)?.flags ?? ''))

/** What is wanted, and all that changes what is known, so that a reader knows what Falco would. */
export const withState = (wanted: readonly string[]): readonly string[] => [...new Set([...wanted, ...stateTypes])]
