/**
 * The wiring of a node: rules, kernel, edge, outbox and terminal. Everything that can be refused is refused before
 * anything is started; from then on each part may fail alone while the others go on.
 */
import { hostname as machineName } from 'node:os'
import type { ExitStatus } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { showAlert } from './show-alert.ts'
import { aborted, stopSignal } from './stop-signal.ts'
import { showProgress } from './progress.ts'
import { prepareRules } from './prepare-rules.ts'
import { prepareSource } from './prepare-source.ts'
import { startShipping } from './shipping.ts'
import { startHot } from '../hot/start-hot.ts'

export interface StartOptions {
  /** Files and folders, in order. */
  readonly rules: readonly string[]
  readonly port: number
  readonly dataFolder: string
  readonly json: boolean
  /** A file of recorded events, `sample`, or undefined for the kernel. */
  readonly recorded: string | undefined
}

/** Runs until Ctrl-C, SIGTERM or the end of recorded events. */
export async function start(options: StartOptions, terminal: Terminal): Promise<ExitStatus> {
  const stop = stopSignal()
  const progress = showProgress(terminal, () => performance.now())
  terminal.say('eyas')
  const rules = await prepareRules(options.rules, terminal)
  if (rules === undefined) return 1
  const source = await prepareSource(options.recorded, rules.eventTypes, terminal)
  if (source === undefined) return 2

  const bundle = await progress.step('rules', rules.compile, (b) => `${rules.count} rules compiled, ${b.digest.slice(0, 19)}…`)
  await progress.step('sensor', source.build, (built) => built)
  const hostname = process.env.FALCO_HOSTNAME ?? machineName()
  const shipping = await startShipping({ ...options, hostname, bundleDigest: bundle.digest }, terminal, progress)
  try {
    const hot = await progress.step(
      'events',
      () =>
        startHot({ bundle, hostname, source: source.settings(shipping.edgePid()) }, (alerts, ledger) => {
          for (const alert of alerts) showAlert(alert, options.json, terminal)
          return shipping.append(alerts, ledger)
        }),
      (ready) => ready.summary,
    )
    terminal.say(`  console  ${shipping.consoleAddress() ?? `will be at http://127.0.0.1:${options.port}`}`)
    terminal.say(source.live ? '  watching; Ctrl-C stops' : '  judging recorded events')
    const failure = await Promise.race([aborted(stop), hot.ended])
    await hot.stop()
    if (!source.live && !stop.aborted) await afterRecorded(shipping.delivered(), stop, terminal)
    if (failure instanceof Error) throw failure
    return 0
  } finally {
    await shipping.stop()
    terminal.say('eyas: stopped')
  }
}

/** Recorded events are soon over; the edge stays up so that their incidents can be looked at. */
async function afterRecorded(delivered: Promise<void>, stop: AbortSignal, terminal: Terminal): Promise<void> {
  await Promise.race([delivered, aborted(stop)])
  terminal.say('  the recorded events are judged; the edge stays up until Ctrl-C')
  await aborted(stop)
}
