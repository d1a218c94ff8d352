import { loadAddon } from './addon.ts'

/**
 * Gives back memory that starting took and running does not need: what the allocator holds without use, and pages of
 * programs and libraries that were read once. What of those is needed again comes from the page cache. Takes a few
 * milliseconds; throws NATIVE_MEMORY if the system refuses.
 */
export const releaseMemory = (): void => loadAddon().releaseMemory()
