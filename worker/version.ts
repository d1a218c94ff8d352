/** The version that `/healthz` reports. */
import metadata from '../package.json' with { type: 'json' }

/** The version of this worker. */
export const version: string = metadata.version
