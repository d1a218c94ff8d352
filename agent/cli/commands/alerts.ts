import { visibleJson } from '#schema/visible-text'
import { firstOf } from '../../edge-client/first-of.ts'
import { alertLine } from '../alert-line.ts'
import type { Command } from '../command.ts'
import { edgeOf, edgeOptions } from '../edge-access.ts'
import { numberOption } from '../parse.ts'

/** `npx eyas alerts`: the alerts behind the incidents. */
export const alerts: Command = {
  name: 'alerts',
  summary: 'Lists the alerts that the edge holds.',
  usage: '[options]',
  description:
    'Asks the running edge, which it finds through the data directory. Newest first; --json prints one JSON array.',
  options: {
    ...edgeOptions,
    json: { type: 'boolean', doc: 'Prints JSON.' },
    limit: { type: 'string', value: 'N', doc: 'At most so many alerts, 1 to 500.', default: '50' },
    priority: { type: 'string', value: 'NAME', doc: 'Only alerts of this priority.' },
    rule: { type: 'string', value: 'NAME', doc: 'Only alerts of this rule.' },
    filter: {
      type: 'string',
      value: 'CONDITION',
      doc: "Only alerts for which this holds: 'priority >= Warning and proc.name in (bash, sh)'.",
    },
  },
  positionals: { min: 0, max: 0 },
  async run(invocation, terminal) {
    const limit = numberOption(invocation, 'limit', 1, 500) ?? 50
    const client = await edgeOf(invocation)
    const items = await firstOf(limit, client.alerts, {
      priority: invocation.text('priority'),
      rule: invocation.text('rule'),
      filter: invocation.text('filter'),
    })
    if (invocation.flag('json')) terminal.print(visibleJson(JSON.stringify(items, null, 2)))
    else for (const alert of items) terminal.print(alertLine(alert, terminal))
    if (items.length === 0) terminal.say('No alerts.')
    return 0
  },
}
