/** The edge as the runtime loads it: the application and the objects that it stores things in. */
import { createApp } from './app.ts'
import script from './console/build/client.txt'
import style from './console/build/style.txt'
import page from './console/page.html'

export { Correlator } from './correlate/correlator.ts'
export { IngestShard } from './ingest/shard.ts'
export { Live } from './live/live.ts'
export { Notifier } from './notify/notifier.ts'
export { Registry } from './registry/registry.ts'

export default createApp({ page, script, style })
