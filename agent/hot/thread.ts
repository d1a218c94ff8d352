/** The hot thread: nothing runs here but draining and judging, so that neither disk nor network delays a drain. */
import { parentPort, workerData } from 'node:worker_threads'
import { bootTimeNs } from '#native'
import type { EventFilter } from '#schema/kernel-filter'
import type { KernelNeeds, ManifestRule } from '#schema/manifest'
import { createRuntime } from '#wasm-runtime'
import { collectGarbage } from '../collect-garbage.ts'
import { answerName } from './blame.ts'
import { openEvents } from './event-source.ts'
import { Heartbeat } from './heartbeat.ts'
import { hotStats } from './hot-stats.ts'
import { LookBack } from './look-back.ts'
import type { FromHot, HotSettings, RulesToJudge, ToHot } from './messages.ts'
import { Pipeline } from './pipeline.ts'

const port = parentPort
if (port === null) throw new Error('thread.ts runs as a worker thread only')
const send = (message: FromHot): void => port.postMessage(message)

/** Matches of a batch that keep what their conditions read: reading it takes some tens of microseconds. */
const explainedPerBatch = 16

/** To the microsecond, as samples of costs are timed by it. */
const nowNs = (): bigint => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n
// The main thread starts this file with nothing else.
const settings = workerData as HotSettings
const runtime = createRuntime({
  stateModule: await WebAssembly.compile(new Uint8Array(settings.stateModule)),
  matching: settings.matching,
  // A recording counts its processes' times from 1970.
  bootTimeNs: settings.source.kind === 'live' ? bootTimeNs() : 0n,
  explainedPerBatch,
  onTrap: ({ rule, cause }) => pipeline.trapped(rule, cause),
})
Reflect.set(globalThis, answerName, () => runtime.ruleUnderEvaluation())

/** Rules that did not come back once stay off, in whatever bundle they are. */
const enforce = ({ bundle, compiled, reader }: RulesToJudge): void => {
  runtime.swap(bundle, compiled, reader)
  switchOff()
}
const switchOff = (): void => {
  if (settings.without.length === 0) return
  runtime.bundle?.manifest.rules.forEach(({ name }, index) => {
    if (settings.without.includes(name)) runtime.setEnabled(index, false)
  })
}

enforce(settings.rules)
runtime.setHostname(settings.hostname)
runtime.setUsers(settings.users)
runtime.setGroups(settings.groups)

/** What the rules in force need of the kernel, and what those before did. */
let needs = settings.rules.bundle.manifest.kernel
let needsBefore = needs

const source = openEvents(settings.source, needs)
const lookBackBytes = settings.lookBackBytes ?? 0
const lookBack = lookBackBytes > 0 ? new LookBack(lookBackBytes) : undefined
const pipeline = new Pipeline({
  runtime,
  source,
  lookBack,
  hostname: settings.hostname,
  nowNs,
  random: Math.random,
  heartbeat: new Heartbeat(settings.heartbeat),
  send: (alerts, values, ledger) => send({ kind: 'alerts', alerts, values, ledger }),
  ask: (found) => send({ kind: 'containers', found }),
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

/** Parts of rules that the next swap puts in force. */
let parts: { rules: ManifestRule[]; filter: EventFilter[] } = { rules: [], filter: [] }

const gathered = ({ bundle, ...rest }: RulesToJudge): RulesToJudge => {
  const { manifest } = bundle
  const kernel = { ...manifest.kernel, filter: parts.filter }
  const whole = { ...bundle, manifest: { ...manifest, rules: parts.rules, kernel } }
  parts = { rules: [], filter: [] }
  return { ...rest, bundle: whole }
}

/** Lets events that wait be judged between two steps. */
const turn = (): Promise<void> => new Promise(setImmediate)

/** Changes the rules by `work`: the kernel gives what both rule sets need until the new one is in force, so no gap. */
const change = async (next: KernelNeeds, work: () => void): Promise<void> => {
  const old = needs
  source.setFilter(undefined)
  await turn()
  source.setInterest([...new Set([...old.eventTypes, ...next.eventTypes])])
  await turn()
  try {
    const start = performance.now()
    work()
    const pauseMs = performance.now() - start
    ;[needs, needsBefore] = [next, old]
    send({ kind: 'swapped', digest: runtime.bundle?.digest ?? '', pauseMs })
  } catch (error) {
    send({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) })
  }
  await turn()
  if (stopped) return
  source.setInterest(needs.eventTypes)
  await turn()
  if (stopped) return
  source.setFilter(needs.filter)
  // Processes that were answered for before are to be answered for again.
  runtime.forgetMasks()
}

const rollback = (): void => {
  if (!runtime.rollback()) throw new Error('there are no rules to go back to')
  switchOff()
}

/** One change after the other. */
let changing: Promise<void> = Promise.resolve()
const changeNext = (next: () => Promise<void>): void => {
  changing = changing.then(next)
}

port.on('message', (message: ToHot) => {
  switch (message.kind) {
    case 'accounts':
      runtime.setUsers(message.users)
      runtime.setGroups(message.groups)
      return
    case 'container accounts':
      runtime.setContainerAccounts(message.found, message.users, message.groups)
      return
    case 'container':
      pipeline.settle(message.found, message.metadata)
      return
    case 'own':
      source.setOwn(message.pids)
      return
    case 'part':
      parts.rules.push(...message.rules)
      parts.filter.push(...message.filter)
      return
    case 'swap': {
      const rules = gathered(message.rules)
      changeNext(() => change(rules.bundle.manifest.kernel, () => enforce(rules)))
      return
    }
    case 'rollback':
      changeNext(() => change(needsBefore, rollback))
      return
    case 'stats':
      send({ kind: 'stats', stats: hotStats(runtime, source) })
      return
    case 'look back':
      send({ kind: 'looked back', found: lookBack?.between(message.fromNs, message.toNs) })
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
collectGarbage()
send({ kind: 'ready', processes: runtime.counters().processes })
source.onReadable(visit)
