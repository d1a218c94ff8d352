/**
 * The wiring of a node: rules, kernel, edge, outbox and terminal. Everything that can be refused is refused before
 * anything is started; from then on each part may fail alone while the others go on.
 */
import { hostname as machineName } from 'node:os'
import { compileBundle, encodeBundle, stateModule } from '#rules-compiler'
import { eventTypes } from '#schema/events'
import { readAccounts } from '../accounts.ts'
import type { ExitStatus } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { type Hot, startHot } from '../hot/start-hot.ts'
import { buildFolder } from '../paths.ts'
import { prepareRules, wantedEventTypes } from './prepare-rules.ts'
import { type EventOrigin, prepareSource, sourceSettings } from './prepare-source.ts'
import { type Progress, showProgress } from './progress.ts'
import { type Shipping, startShipping } from './shipping.ts'
import { showAlert } from './show-alert.ts'
import { aborted, stopSignal } from './stop-signal.ts'

export interface StartOptions {
  /** Files and folders, in order. */
  readonly rules: readonly string[]
  readonly port: number
  readonly dataFolder: string
  readonly json: boolean
  /** A file of recorded events, `sample`, or undefined for the kernel. */
  readonly recorded: string | undefined
}

/** Runs until Ctrl-C or SIGTERM. */
export async function start(options: StartOptions, terminal: Terminal): Promise<ExitStatus> {
  const stop = stopSignal()
  const progress = showProgress(terminal, () => performance.now())
  terminal.say('eyas')
  const rules = await prepareRules(options.rules, terminal)
  if (rules === undefined) return 1
  const origin = await prepareSource(options.recorded, terminal)
  if (origin === undefined) return 2
  const bundle = await progress.step(
    'rules',
    () => compileBundle(rules, { cacheDirectory: `${buildFolder}/rules` }),
    ({ digest }) => `${rules.rules.filter((rule) => rule.enabled).length} rules in WebAssembly, ${digest.slice(0, 19)}`,
  )
  const hostname = process.env.FALCO_HOSTNAME ?? machineName()
  const shipping = await startEdge(options, hostname, bundle.digest, terminal, progress)
  let hot: Hot | undefined
  try {
    const wanted = wantedEventTypes(
      rules,
      eventTypes.filter((type) => type.judged).map((type) => type.name),
    )
    const state = await stateModule({ cacheDirectory: `${buildFolder}/rules` })
    const settings = {
      bundle: encodeBundle(bundle),
      stateModule: state,
      hostname,
      ...readAccounts(),
      source: sourceSettings(origin, wanted, [shipping.edge()?.pid ?? []].flat()),
    }
    hot = await progress.step(
      'events',
      () =>
        startHot(settings, (alerts, ledger) => {
          for (const alert of alerts) showAlert(alert, options.json, terminal)
          return shipping.append(alerts, ledger)
        }),
      ({ ready }) => (origin === 'kernel' ? `${wanted.join(', ')}; ${ready.processes} processes known` : origin.file),
    )
    terminal.say(`  console  ${consoleAddress(shipping) ?? `comes up at http://127.0.0.1:${options.port}`}`)
    await watch(origin, hot, shipping, stop, terminal)
    return 0
  } finally {
    terminal.say('  stopping')
    await hot?.stop()
    await shipping.stop()
    terminal.say('  stopped')
  }
}

function startEdge(
  options: StartOptions,
  hostname: string,
  bundleDigest: string,
  terminal: Terminal,
  progress: Progress,
): Promise<Shipping> {
  const { dataFolder, port } = options
  return progress.step(
    'edge',
    () => startShipping({ dataFolder, port, hostname, bundleDigest }, (line) => terminal.say(`  ${line}`)),
    (shipping) => shipping.edge()?.url ?? 'not up yet; alerts wait in the outbox',
  )
}

const consoleAddress = (shipping: Shipping): string | undefined => {
  const edge = shipping.edge()
  return edge === undefined ? undefined : `${edge.url}/#token=${edge.readToken}`
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
