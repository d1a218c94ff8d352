/**
 * The wiring of a node: rules, kernel, edge, outbox and terminal. Everything that can be refused is refused before
 * anything is started; from then on each part may fail alone while the others go on.
 */
import { readFileSync } from 'node:fs'
import { hostname as machineName } from 'node:os'
import { ensureBundle } from '#edge'
import type { LoadOptions, RuleSet } from '#rules-compiler'
import type { LossLedger } from '#schema/alert'
import { encodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import type { Matching } from '#wasm-runtime'
import { readAccounts, watchAccounts } from '../accounts.ts'
import type { AlertFormat } from '../alert/alert-format.ts'
import type { ExitStatus } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'
import type { AlertDraft, HotSettings } from '../hot/messages.ts'
import { parseRecording } from '../hot/recorded-events.ts'
import { type Hot, startHot } from '../hot/start-hot.ts'
import { compileAll, compileRules } from './compile-rules.ts'
import { kernelNeeds, prepareRules, wantsEnv } from './prepare-rules.ts'
import { type EventOrigin, prepareSource, recordedFile, sourceSettings } from './prepare-source.ts'
import { type Progress, showProgress } from './progress.ts'
import { reloadOnChange } from './reload.ts'
import { type EdgePlace, type Shipping, startShipping } from './shipping.ts'
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
  readonly format: AlertFormat
  /** Whether alerts go to standard output as well. */
  readonly printsAlerts: boolean
  /** A file of recorded events, `sample`, or undefined for the kernel. */
  readonly recorded: string | undefined
}

/** Runs until Ctrl-C or SIGTERM. */
export async function start(options: StartOptions, terminal: Terminal): Promise<ExitStatus> {
  const progress = showProgress(terminal, () => performance.now())
  terminal.say('eyas')
  const rules = await prepareRules(options.rules, options.loadOptions, terminal)
  if (rules === undefined) return 1
  if (!recordingIsFit(options.recorded, terminal)) return 1
  // One after the other would take as long as their sum, and a first start has all three to do.
  const [origin, compiled] = await Promise.all([
    prepareSource(options.recorded, terminal, progress),
    progress.step(
      'rules',
      () => compileAll(rules),
      ({ bundle }) => `${enabledCount(rules)} rules in WebAssembly, ${bundle.digest.slice(0, 19)}`,
    ),
    ...(options.edge.kind === 'embedded' ? [bundleWorker(progress)] : []),
  ])
  if (origin === undefined) return 2
  return run({ options, terminal, progress, rules, origin, compiled })
}

interface Prepared {
  readonly options: StartOptions
  readonly terminal: Terminal
  readonly progress: Progress
  readonly rules: RuleSet
  readonly origin: EventOrigin
  readonly compiled: { readonly bundle: Bundle; readonly stateModule: Uint8Array }
}

/** Starts edge and capture, goes on until it is told to stop, and stops them in the order that loses nothing. */
async function run({ options, terminal, progress, rules, origin, compiled }: Prepared): Promise<ExitStatus> {
  const stop = stopSignal()
  const hostname = process.env.FALCO_HOSTNAME ?? machineName()
  let hot: Hot | undefined
  let digest = compiled.bundle.digest
  const shipping = await startEdge(options, hostname, (pid) => hot?.setOwn([pid]), terminal, progress)
  const stops: (() => void)[] = []
  try {
    const take = (alerts: readonly AlertDraft[], ledger: LossLedger): Promise<void> => {
      if (options.printsAlerts) for (const alert of alerts) showAlert(alert, options.format, terminal)
      return shipping.append(alerts, ledger, digest)
    }
    const needs = kernelNeeds(rules)
    const settings: HotSettings = {
      bundle: encodeBundle(compiled.bundle),
      stateModule: compiled.stateModule,
      hostname,
      matching: options.matching,
      ...readAccounts(),
      source: sourceSettings(origin, {
        ...needs,
        excludePids: [shipping.edge()?.pid ?? []].flat(),
        wantEnv: wantsEnv(rules),
      }),
    }
    const started = await progress.step(
      'events',
      () => startHot(settings, take),
      ({ ready }) =>
        origin === 'kernel' ? `${needs.eventTypes.join(', ')}; ${ready.processes} processes known` : origin.file,
    )
    hot = started
    stops.push(watchAccounts(started.setAccounts))
    stops.push(
      reloadOnChange({
        paths: options.rules,
        loadOptions: options.loadOptions,
        digest,
        hot: started,
        terminal,
        compile: compileRules,
        inForce: (newest) => {
          digest = newest
        },
      }),
    )
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

const enabledCount = ({ rules }: RuleSet): number => rules.filter(({ enabled }) => enabled).length

function startEdge(
  { dataFolder, edge: place }: StartOptions,
  hostname: string,
  onEdge: (pid: number) => void,
  terminal: Terminal,
  progress: Progress,
): Promise<Shipping> {
  return progress.step(
    'edge',
    () => startShipping({ dataFolder, place, hostname, onEdge }, (line) => terminal.say(`  ${line}`)),
    (shipping) =>
      place.kind === 'remote' ? place.url : (shipping.edge()?.url ?? 'not up yet; alerts wait in the outbox'),
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
