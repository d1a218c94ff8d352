/** Decides where events come from, and says what is missing before anything is started. */

import { createInterface } from 'node:readline/promises'
import { buildNative, type KernelFeature, probeKernel } from '#native'
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'
import type { LiveSource, RecordedSource } from '../hot/messages.ts'
import { rootFolder } from '../paths.ts'
import type { Progress } from './progress.ts'

export type EventOrigin = 'kernel' | { readonly file: string }

/** The recording that eyas ships. */
export const sampleRecording = `${rootFolder}agent/recorded/sample.jsonl`

/**
 * The kernel, the recorded events asked for, or those that a person chose when the kernel cannot be used. Undefined if
 * there is nothing to judge; the reasons have been said.
 */
export async function prepareSource(
  recorded: string | undefined,
  terminal: Terminal,
  progress: Progress,
): Promise<EventOrigin | undefined> {
  if (recorded !== undefined) return { file: recordedFile(recorded) }
  const missing = await progress.step(
    'sensor',
    () => missingFeatures(),
    (lines) => (lines.length === 0 ? 'eBPF programs and addon built' : 'cannot be used here'),
  )
  if (missing.length === 0) return 'kernel'
  terminal.say('eyas cannot watch this machine:')
  for (const line of missing) terminal.say(`  ${line}`)
  return offerRecording(terminal)
}

/** The file that `--recorded` names. */
export const recordedFile = (recorded: string): string => (recorded === 'sample' ? sampleRecording : recorded)

/** One line for each thing that capture needs and that is not there. */
async function missingFeatures(): Promise<readonly string[]> {
  try {
    await buildNative({ log: () => {} })
    const missing = probeKernel().filter((feature) => feature.needed && !feature.ok)
    // Without privileges every other feature is refused as well, whatever the kernel can do.
    const cause = missing.filter(({ feature }) => feature === 'privileges')
    return (cause.length > 0 ? cause : missing).map(missingLine)
  } catch (error) {
    return [describeTrouble(error)]
  }
}

const missingLine = ({ feature, error, hint }: KernelFeature): string => `${feature}: ${error}; ${hint}`

async function offerRecording(terminal: Terminal): Promise<EventOrigin | undefined> {
  const command = 'npm start -- --recorded sample'
  if (!terminal.isInteractive) {
    terminal.say(`To judge recorded events instead: ${command}`)
    return undefined
  }
  const questions = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await questions.question('Judge the recorded events that eyas ships instead? [Y/n] ')
  questions.close()
  return /^\s*n/i.test(answer) ? undefined : { file: sampleRecording }
}

/** What the hot thread is told of the origin. */
export const sourceSettings = (origin: EventOrigin, live: Omit<LiveSource, 'kind'>): LiveSource | RecordedSource =>
  origin === 'kernel' ? { kind: 'live', ...live } : { kind: 'recorded', file: origin.file }
