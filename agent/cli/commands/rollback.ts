import { askRollback } from '../../control/client.ts'
import type { Command } from '../command.ts'
import { dataFolder } from '../edge-access.ts'

/** `npx eyas rollback`: the rules before, at once. */
export const rollback: Command = {
  name: 'rollback',
  summary: 'Puts the rules before the last change in force again.',
  usage: '[options]',
  description:
    'Asks the agent that runs on the data directory. Nothing is compiled: the rules before are kept. They stay in force\n' +
    'until the rule files change again or SIGHUP is sent.',
  options: {
    data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with.' },
    json: { type: 'boolean', doc: 'Prints one JSON object.' },
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const outcome = await askRollback(dataFolder(invocation))
    if (invocation.flag('json')) terminal.print(JSON.stringify(outcome))
    else if (outcome.kind === 'in force') terminal.print(`the rules ${outcome.digest.slice(0, 19)} are in force again`)
    else if (outcome.kind === 'refused') terminal.say(`eyas rollback: ${outcome.reason}`)
    return outcome.kind === 'refused' ? 1 : 0
  },
}
