import { loadAddon } from './addon.ts'

/**
 * When this machine was started, nanoseconds since 1970, by the clocks as they stand now. It is what the addon adds to the
 * kernel's times since boot, so `start_ns` and the like become wall clock times with it.
 */
export const bootTimeNs = (): bigint => loadAddon().bootTimeNs()
