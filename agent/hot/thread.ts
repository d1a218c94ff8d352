/** The hot thread: nothing runs here but draining and judging, so that neither disk nor network delays a drain. */
import { parentPort, workerData } from 'node:worker_threads'
import { bootTimeNs } from '#native'
import { decodeBundle } from '#schema/bundle'
import { createRuntime } from '#wasm-runtime'
import { openEvents } from './event-source.ts'
import type { FromHot, HotSettings, RulesToJudge, ToHot } from './messages.ts'
import { Pipeline } from './pipeline.ts'

const port = parentPort
if (port === null) throw new Error('thread.ts runs as a worker thread only')
const send = (message: FromHot): void => port.postMessage(message)

const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n
// The main thread starts this file with nothing else.
const settings = workerData as HotSettings
const runtime = createRuntime({
  stateModule: await WebAssembly.compile(new Uint8Array(settings.stateModule)),
  matching: settings.matching,
  // A recording counts its processes' times from 1970.
  bootTimeNs: settings.source.kind === 'live' ? bootTimeNs() : 0n,
  onTrap: ({ rule, cause }) => pipeline.trapped(rule, cause),
})
await runtime.load(await decodeBundle(settings.bundle))
runtime.setHostname(settings.hostname)
runtime.setUsers(settings.users)
runtime.setGroups(settings.groups)

const source = openEvents(settings.source)
const pipeline = new Pipeline({
  runtime,
  source,
  hostname: settings.hostname,
  nowNs,
  send: (alerts, ledger) => send({ kind: 'alerts', alerts, ledger }),
})

let stopped = false
const visit = (): void => {
  if (stopped) return
  if (pipeline.visit()) setImmediate(visit)
  else if (source.ended) send({ kind: 'end', ledger: source.ledger() })
}

const stop = (): void => {
  while (pipeline.visit());
  stopped = true
  const ledger = source.ledger()
  source.close()
  send({ kind: 'stopped', ledger })
  port.close()
}

/** What the rules in force need of the kernel. */
let inForce: Omit<RulesToJudge, 'bundle'> =
  settings.source.kind === 'live' ? settings.source : { eventTypes: [], filter: [] }

/** The kernel gives what both rule sets need until the new one is in force: no gap. */
const swap = async ({ bundle, ...needs }: RulesToJudge): Promise<void> => {
  try {
    const decoded = await decodeBundle(bundle)
    source.setFilter(undefined)
    source.setInterest([...new Set([...inForce.eventTypes, ...needs.eventTypes])])
    await runtime.load(decoded)
    inForce = { ...inForce, ...needs }
    send({ kind: 'swapped' })
  } catch (error) {
    send({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) })
  }
  source.setInterest(inForce.eventTypes)
  source.setFilter(inForce.filter)
  // The filter is new to every process.
  runtime.forgetMasks()
}

port.on('message', (message: ToHot) => {
  switch (message.kind) {
    case 'accounts':
      runtime.setUsers(message.users)
      runtime.setGroups(message.groups)
      return
    case 'own':
      source.setOwn(message.pids)
      return
    case 'swap':
      void swap(message.rules)
      return
    case 'taken':
      pipeline.taken(message.count)
      return
    case 'stop':
      stop()
  }
})

// Attached first, so that nothing happens between the snapshot and the first event.
source.attach()
pipeline.seed()
send({ kind: 'ready', processes: runtime.counters().processes })
source.onReadable(visit)
