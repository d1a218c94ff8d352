import { setTimeout as wait } from 'node:timers/promises'
import { visible, visibleJson } from '#schema/visible-text'
import { askStats } from '../../control/client.ts'
import { aborted, stopSignal } from '../../start/stop-signal.ts'
import { type Top, topLines, topOf } from '../../top/top.ts'
import type { Command } from '../command.ts'
import { dataFolder } from '../edge-access.ts'
import { numberOption } from '../parse.ts'
import type { Terminal } from '../terminal.ts'
import { timedRuns } from '../timed-runs.ts'

/** Lines that are no rules: head, event types, headings. */
const otherLines = 23

/** `npx eyas top`: what the rules of the running agent cost. */
export const top: Command = {
  name: 'top',
  summary: 'Shows what each rule costs, which events there are, and what was lost.',
  usage: '[options]',
  description:
    'Asks the agent that runs on the data directory, once a second until Ctrl-C. Times are sampled: now and then one event\n' +
    'is judged again rule by rule. ns/event is what a rule costs on average over all judged events; survived is the share\n' +
    'of the events of its types for which its masks did not settle the matter. Programs in the kernel are timed while this command\n' +
    'looks, which needs root.',
  options: {
    data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with.' },
    once: { type: 'boolean', doc: 'Shows it once, over one interval.' },
    json: { type: 'boolean', doc: 'Prints one JSON object an interval.' },
    interval: { type: 'string', value: 'SECONDS', doc: 'The time between two looks, 1 to 3600.', default: '1' },
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const seconds = numberOption(invocation, 'interval', 1, 3600) ?? 1
    const folder = dataFolder(invocation)
    const stop = stopSignal()
    const isOnce = invocation.flag('once')
    const isLive = !isOnce && !invocation.flag('json') && process.stdout.isTTY === true
    const stopTiming = await timedRuns(terminal)
    let before = await askStats(folder)
    do {
      await Promise.race([wait(seconds * 1000), aborted(stop)])
      if (stop.aborted) break
      const now = await askStats(folder)
      const picture = topOf(before, now)
      before = now
      if (invocation.flag('json')) terminal.print(visibleJson(JSON.stringify(picture)))
      else show(picture, isLive, terminal)
    } while (!isOnce)
    stopTiming()
    return 0
  },
}

/** On a terminal the picture takes the place of the one before. */
function show(picture: Top, isLive: boolean, terminal: Terminal): void {
  const rows = process.stdout.rows ?? Number.POSITIVE_INFINITY
  const lines = topLines(picture, isLive ? Math.max(rows - otherLines, 3) : Number.POSITIVE_INFINITY).map(visible)
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY
  const page = lines.map((line) => (isLive ? line.slice(0, width) : line)).join('\n')
  terminal.print(isLive ? `\x1b[H\x1b[2J${page}` : page)
}
