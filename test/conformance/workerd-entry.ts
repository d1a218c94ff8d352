/** The suite as a worker; the modules and the data are parts of its bundle, as they are of a deployed worker. */
// @ts-expect-error The runtime's configuration names it.
import bundle from './bundle.bin'
// @ts-expect-error As above.
import cases from './cases.json'
// @ts-expect-error As above.
import rulesModule from './rules.wasm'
// @ts-expect-error As above.
import stateModule from './state.wasm'
import { runConformance } from './suite.ts'

export default {
  fetch: async (): Promise<Response> =>
    Response.json(await runConformance({ bundle: new Uint8Array(bundle), cases, compiled: rulesModule, stateModule })),
}
