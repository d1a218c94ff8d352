/**
 * The wiring of a node: rules, kernel, edge, outbox and terminal. Everything that can be refused is refused before
 * anything is started; from then on each part may fail alone while the others go on.
 */
import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname as machineName } from 'node:os'
import { ensureBundle } from '#edge'
import { probeKernel, releaseMemory } from '#native'
import { compileStateModule, type LoadOptions } from '#rules-compiler'
import type { Matching } from '#wasm-runtime'
import { readAccounts, watchAccounts } from '../accounts.ts'
import type { AlertFormat } from '../alert/alert-format.ts'
import type { ExitStatus } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'
import { stopCompiler } from '../compile/compile-rules.ts'
import type { RuntimePlace } from '../containers/runtimes.ts'
import type { ControlAnswers } from '../control/answers.ts'
import { RecentMatches } from '../control/recent-matches.ts'
import { serveControl } from '../control/server.ts'
import { type Candidate, tryCandidate } from '../hot/candidate.ts'
import { parseRecording } from '../hot/recorded-events.ts'
import { type Hot, startHot, type Take } from '../hot/start-hot.ts'
import { type FetchedModule, fetchModule } from '../modules/fetch-module.ts'
import { followModules } from '../modules/follow-modules.ts'
import { ModuleNews } from '../modules/module-news.ts'
import { systemClock } from '../outbox/index.ts'
import { blindSpotAlerts } from './blind-spots.ts'
import { startInspecting } from './inspecting.ts'
import { cacheDirectory, enabledCount, type PreparedRules, prepareRules, sayNotes } from './prepare-rules.ts'
import { type EventOrigin, prepareSource, recordedFile, sourceSettings } from './prepare-source.ts'
import { type Progress, showProgress } from './progress.ts'
import { Reloader } from './reload.ts'
import { settleMemory } from './settle-memory.ts'
import { type EdgePlace, openSender, type Shipping, startShipping } from './shipping.ts'
import { showAlert } from './show-alert.ts'
import { aborted, stopSignal } from './stop-signal.ts'

export interface StartOptions {
  /** Files and folders, in order. */
  readonly rules: readonly string[]
  /** What of Falco's engine settings was given. */
  readonly loadOptions: LoadOptions
  readonly matching: Matching
  readonly edge: EdgePlace
  readonly dataFolder: string
  /** Where container runtimes are asked; the usual places if there are none. */
  readonly containerPlaces: readonly RuntimePlace[]
  readonly format: AlertFormat
  /** Bytes of the newest events that are kept for recordings around alerts; 0 keeps none. */
  readonly lookBackBytes: number
  /** Whether alerts go to standard output as well. */
  readonly printsAlerts: boolean
  /** A file of recorded events, `sample`, or undefined for the kernel. */
  readonly recorded: string | undefined
  /** The public key of the publisher whose rules are taken from the edge; none are where it is not given. */
  readonly trusted: KeyObject | undefined
}

/** Runs until Ctrl-C or SIGTERM. */
export async function start(options: StartOptions, terminal: Terminal): Promise<ExitStatus> {
  const progress = showProgress(terminal, () => performance.now())
  terminal.say('eyas')
  const rules = await prepareRules(options.rules, options.loadOptions, terminal)
  if (rules === undefined) return 1
  if (!recordingIsFit(options.recorded, terminal)) return 1
  // One after the other would take as long as their sum, and a first start has all three to do.
  const [origin, tried] = await Promise.all([
    prepareSource(options.recorded, terminal, progress),
    progress.step(
      'rules',
      () => compileAndTry(rules),
      ({ candidate }) => rulesLine(candidate),
    ),
    ...(options.edge.kind === 'embedded' ? [bundleWorker(progress)] : []),
  ])
  sayNotes(tried.candidate.bundle, rules.warnings, terminal)
  if (origin === undefined) return 2
  return run({ options, terminal, progress, origin, ...tried })
}

/** Rules that have passed their self-test, with the state module that they run beside. */
interface Tried {
  readonly candidate: Candidate
  readonly stateModule: Uint8Array
}

async function compileAndTry({ bundle }: PreparedRules): Promise<Tried> {
  try {
    const [file, stateModule] = await Promise.all([bundle, compileStateModule({ cacheDirectory })])
    return { candidate: await tryCandidate({ bundle: file, stateModule }), stateModule }
  } finally {
    // The compiler holds some hundred megabytes that only the end of its process gives back.
    stopCompiler()
  }
}

const rulesLine = ({ bundle, vectors }: Candidate): string =>
  `${enabledCount(bundle)} rules in WebAssembly, ${vectors} self-test records right, ${bundle.digest.slice(0, 19)}`

interface Prepared extends Tried {
  readonly options: StartOptions
  readonly terminal: Terminal
  readonly progress: Progress
  readonly origin: EventOrigin
}

/** Starts edge and capture, goes on until it is told to stop, and stops them in the order that loses nothing. */
async function run({ options, terminal, progress, origin, candidate, stateModule }: Prepared): Promise<ExitStatus> {
  const stop = stopSignal()
  const hostname = process.env.FALCO_HOSTNAME ?? machineName()
  let hot: Hot | undefined
  let { digest } = candidate.bundle
  const shipping = await startEdge(options, hostname, (pid) => hot?.setOwn([pid]), terminal, progress)
  const stops: (() => void)[] = []
  try {
    const recent = new RecentMatches()
    const take: Take = (alerts, ledger, values) => {
      recent.take(alerts, values)
      if (options.printsAlerts) for (const alert of alerts) showAlert(alert, options.format, terminal)
      return shipping.append(alerts, ledger, digest)
    }
    const settings = {
      rules: candidate,
      stateModule,
      hostname,
      matching: options.matching,
      lookBackBytes: options.lookBackBytes,
      ...readAccounts(),
      source: sourceSettings(origin, { excludePids: [shipping.edge()?.pid ?? []].flat() }),
    }
    const inspecting = startInspecting(origin, options.containerPlaces, (line) => terminal.say(`  ${line}`))
    stops.push(inspecting.stop)
    const started = await progress.step(
      'events',
      () => startHot(settings, take, { inspect: inspecting.inspect }),
      ({ ready }) => eventsLine(origin, candidate, ready.processes),
    )
    hot = started
    inspecting.follow(started.containers)
    if (origin === 'kernel') {
      const blind = blindSpotAlerts(probeKernel(), hostname, BigInt(Date.now()) * 1_000_000n)
      if (blind.length > 0) await take(blind, started.ledger(), [])
    }
    stops.push(watchAccounts(started.setAccounts))
    const reloader = new Reloader({
      paths: options.rules,
      loadOptions: options.loadOptions,
      bundle: candidate.bundle,
      stateModule,
      hot: started,
      terminal,
      inForce: (newest) => {
        digest = newest
      },
    })
    stops.push(reloader.watch())
    stops.push(followEdge(options, shipping, () => digest, reloader, terminal))
    stops.push(
      await serveOrSay(
        options.dataFolder,
        {
          stats: async () => ({ ...(await started.stats()), hostname, timeMs: Date.now() }),
          matches: async () => ({ paths: options.rules, loadOptions: options.loadOptions, matches: recent.all() }),
          takeBundle: (bundle) => reloader.takeBundle(bundle, 'a command'),
          rollback: () => reloader.rollback(),
          lookBack: (fromNs, toNs) => started.lookBack(fromNs, toNs),
        },
        terminal,
      ),
    )
    if (origin === 'kernel') stops.push(settleMemory(releaseMemory))
    terminal.say(`  console  ${consoleAddress(shipping, options.edge)}`)
    await watch(origin, started, shipping, stop, terminal)
    return 0
  } finally {
    for (const end of stops) end()
    terminal.say('  stopping')
    await hot?.stop()
    await shipping.stop()
    terminal.say('  stopped')
  }
}

/** Takes the rules that a trusted publisher gave to the edge; the answer ends that. */
function followEdge(
  { trusted, edge: place }: StartOptions,
  shipping: Shipping,
  inForce: () => string,
  reloader: Reloader,
  terminal: Terminal,
): () => void {
  const stop = new AbortController()
  if (trusted === undefined) return () => {}
  const { identity, tenant } = shipping
  const edgeOf = () => (place.kind === 'remote' ? place.url : shipping.edge()?.url)
  const news = new ModuleNews({ identity, tenant, nowMs: Date.now }, edgeOf)
  const following = {
    ask: async (known: string): Promise<FetchedModule> => {
      const edgeUrl = edgeOf()
      if (edgeUrl === undefined) return { kind: 'none' }
      return fetchModule({
        edgeUrl,
        identity,
        tenant,
        trusted,
        known,
        nowMs: Date.now(),
        fetch,
      })
    },
    inForce,
    take: (file: Uint8Array) => reloader.takeBundle(file, 'the edge'),
    say: (line: string) => terminal.say(line),
    wait: (signal: AbortSignal) => news.wait((ms, until) => systemClock.after(ms, until), signal),
  }
  void followModules(following, stop.signal)
  return () => {
    stop.abort()
    news.close()
  }
}

/** Without its socket the agent works as well; only commands do not reach it. */
async function serveOrSay(dataFolder: string, answers: ControlAnswers, terminal: Terminal): Promise<() => void> {
  try {
    return await serveControl(dataFolder, answers)
  } catch (error) {
    terminal.say(`  note  control  commands such as npx eyas top cannot reach this agent: ${describeTrouble(error)}`)
    return () => {}
  }
}

const eventsLine = (origin: EventOrigin, { bundle }: Candidate, processes: number): string =>
  origin === 'kernel' ? `${bundle.manifest.kernel.eventTypes.join(', ')}; ${processes} processes known` : origin.file

async function startEdge(
  { dataFolder, edge: place }: StartOptions,
  hostname: string,
  onEdge: (pid: number) => void,
  terminal: Terminal,
  progress: Progress,
): Promise<Shipping> {
  const say = (line: string): void => terminal.say(`  ${line}`)
  const sender = await progress.step(
    'outbox',
    () => openSender(dataFolder, say),
    () => undefined,
  )
  return progress.step(
    'edge',
    () => startShipping({ dataFolder, place, hostname, onEdge }, sender, say),
    ({ trouble, edge }) => {
      if (trouble !== undefined) return { warning: trouble }
      return place.kind === 'remote' ? place.url : (edge()?.url ?? 'it ended at once and is started again')
    },
  )
}

const consoleAddress = (shipping: Shipping, place: EdgePlace): string => {
  const edge = shipping.edge()
  if (edge !== undefined) return `${edge.url}/#token=${encodeURIComponent(edge.operatorToken)}`
  return place.kind === 'remote' ? place.url : `comes up at http://127.0.0.1:${place.port}`
}

/** Until Ctrl-C. Recorded events are soon over; the edge stays up so that their incidents can be looked at. */
async function watch(
  origin: EventOrigin,
  hot: Hot,
  shipping: Shipping,
  stop: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  terminal.say(origin === 'kernel' ? '  watching; Ctrl-C stops' : '  judging recorded events')
  await Promise.race([aborted(stop), hot.ended])
  if (stop.aborted) return
  await Promise.race([shipping.delivered(), aborted(stop)])
  terminal.say('  the recorded events are judged; the edge stays up until Ctrl-C')
  await aborted(stop)
}

/** Whether the recorded events asked for can be read; if not, why has been said. */
function recordingIsFit(recorded: string | undefined, terminal: Terminal): boolean {
  if (recorded === undefined) return true
  const file = recordedFile(recorded)
  try {
    parseRecording(readFileSync(file, 'utf8'), file)
    return true
  } catch (error) {
    terminal.say(`eyas: the recording cannot be used; nothing was started\n  ${describeTrouble(error)}`)
    return false
  }
}

const bundleWorker = (progress: Progress): Promise<unknown> =>
  progress.step(
    'worker',
    () => ensureBundle({ log: () => {} }),
    () => 'bundled',
  )
