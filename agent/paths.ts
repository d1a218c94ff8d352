/** Where things are: the checkout, what is built into it, and the data of a running installation. */
import { fileURLToPath } from 'node:url'

/** The folder of package.json, with a slash at its end. */
export const rootFolder = fileURLToPath(new URL('..', import.meta.url))

/** What `npm run build` and `npm start` make; can be deleted at any time. */
export const buildFolder = `${rootFolder}build`

/** What may be kept from one start to the next: EYAS_CACHE where the checkout cannot be written, else in the checkout. */
export const cacheFolder: string = process.env.EYAS_CACHE ?? buildFolder

/** The rules that eyas ships. */
export const shippedRules = `${rootFolder}rules`

/** The data directory unless `--data` names another: EYAS_DATA, else `data` in the checkout. */
export const defaultDataFolder = (): string => process.env.EYAS_DATA ?? `${rootFolder}data`

/** The port of the embedded edge unless `--port` names another. */
export const defaultPort = 2811
