import { defaultPort } from '../../paths.ts'
import { allowedTargets } from '../../start/allowed-targets.ts'
import { aborted, stopSignal } from '../../start/stop-signal.ts'
import type { Command } from '../command.ts'
import { dataFolder } from '../edge-access.ts'
import { numberOption } from '../parse.ts'

/** `npx eyas edge`: the edge alone, without watching this machine. */
export const edge: Command = {
  name: 'edge',
  summary: 'Runs the edge alone, for agents on other machines.',
  usage: '[options]',
  description:
    'Starts the same worker that wrangler deploy ships, on 127.0.0.1, with its state in the data directory, until Ctrl-C.\n' +
    'Put a proxy with TLS in front of it to reach it from elsewhere. Tokens are in DIR/edge/tokens.json.\n' +
    'EYAS_ALLOWED_TARGETS names private addresses that receivers may have, with commas between them.',
  options: {
    port: { type: 'string', value: 'N', doc: 'The port.', default: String(defaultPort) },
    data: { type: 'string', value: 'DIR', doc: 'Where its state and tokens are kept.' },
    json: { type: 'boolean', doc: 'Prints {"url", "pid"} once it is up.' },
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const { startEdge } = await import('#edge')
    const stop = stopSignal()
    const port = numberOption(invocation, 'port', 1, 65_535) ?? defaultPort
    const running = await startEdge({
      dataDirectory: dataFolder(invocation),
      port,
      log: (line) => terminal.say(line),
      allowedTargets: allowedTargets(),
    })
    if (invocation.flag('json')) terminal.print(JSON.stringify({ url: running.url, pid: running.pid }))
    else terminal.say(`The edge listens at ${running.url}; console: ${running.url}/#token=${running.readToken}`)
    await Promise.race([aborted(stop), running.ended])
    if (stop.aborted) terminal.say('  stopping')
    await running.stop()
    if (stop.aborted) terminal.say('  stopped')
    if (stop.aborted) return 0
    terminal.say('eyas edge: the edge ended by itself; its log lines are above')
    return 2
  },
}
