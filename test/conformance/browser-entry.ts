/** The suite in a page, which fetches its data from where it was loaded. */
import { runConformance } from './suite.ts'

const bytesOf = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await fetch(name)).arrayBuffer())

/** Runs the suite; the test calls it. */
export async function conformance() {
  const [bundle, rules, state] = await Promise.all(['bundle.bin', 'rules.wasm', 'state.wasm'].map(bytesOf))
  if (bundle === undefined || rules === undefined || state === undefined) throw new Error('three files were asked for')
  return runConformance({
    bundle,
    cases: await (await fetch('cases.json')).json(),
    compiled: await WebAssembly.compile(rules),
    stateModule: await WebAssembly.compile(state),
  })
}
