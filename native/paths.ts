import { fileURLToPath } from 'node:url'

/** Where the built parts lie, with a slash at its end. */
export const buildFolder: string = fileURLToPath(new URL('../build/native/', import.meta.url))
