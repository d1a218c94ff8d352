import type { IncidentDetailJson, IncidentJson, SeverityJson } from '#schema/incident'
import { visible, visibleJson } from '#schema/visible-text'
import { firstOf } from '../../edge-client/first-of.ts'
import { shortTime } from '../alert-line.ts'
import type { Command, Invocation } from '../command.ts'
import { edgeOf, edgeOptions } from '../edge-access.ts'
import { numberOption } from '../parse.ts'
import type { Terminal } from '../terminal.ts'

/** `npx eyas incidents [ID]`: what the edge made of the alerts. */
export const incidents: Command = {
  name: 'incidents',
  summary: 'Lists incidents, or shows one with its timeline.',
  usage: '[options] [ID]',
  description:
    'Asks the running edge, which it finds through the data directory. Newest first. With --json the list is one JSON\n' +
    'array, and one incident with its timeline is one JSON object.',
  options: {
    ...edgeOptions,
    json: { type: 'boolean', doc: 'Prints JSON.' },
    limit: { type: 'string', value: 'N', doc: 'At most so many incidents, 1 to 500.', default: '50' },
    priority: {
      type: 'string',
      value: 'NAME',
      doc: 'Only incidents with an alert of this priority or a more severe one.',
    },
    status: { type: 'string', value: 'NAME', doc: 'Only open, acknowledged or closed ones.' },
    rule: { type: 'string', value: 'NAME', doc: 'Only incidents in which this rule matched.' },
    filter: {
      type: 'string',
      value: 'CONDITION',
      doc: "Only incidents with an alert for which this holds: 'fd.rip = 10.0.0.1'.",
    },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation, terminal) {
    const [id] = invocation.positionals
    if (id === undefined) await list(invocation, terminal)
    else await showOne(id, invocation, terminal)
    return 0
  },
}

async function list(invocation: Invocation, terminal: Terminal): Promise<void> {
  const limit = numberOption(invocation, 'limit', 1, 500) ?? 50
  const client = await edgeOf(invocation)
  const items = await firstOf(limit, client.incidents, {
    priority: invocation.text('priority'),
    status: invocation.text('status'),
    rule: invocation.text('rule'),
    filter: invocation.text('filter'),
  })
  if (invocation.flag('json')) return terminal.print(visibleJson(JSON.stringify(items, null, 2)))
  if (items.length === 0) terminal.say('No incidents.')
  for (const incident of items) terminal.print(incidentLine(incident, terminal))
}

function incidentLine(incident: IncidentJson, terminal: Terminal): string {
  const { id, priority, title, alertCount, lastSeen, nodes, status } = incident
  const alerts = `${alertCount} alert${alertCount === 1 ? '' : 's'}`
  const state = status === 'open' ? '' : ` [${status}]`
  return `${terminal.colour(priority, priority.padEnd(13))} ${shortTime(lastSeen)}  ${id}  ${visible(title)}${state} (${alerts}, ${nodes.join(', ')})`
}

async function showOne(id: string, invocation: Invocation, terminal: Terminal): Promise<void> {
  const client = await edgeOf(invocation)
  const incident = await client.incident(id)
  if (invocation.flag('json')) return terminal.print(visibleJson(JSON.stringify(incident, null, 2)))
  for (const line of incidentPage(incident, terminal)) terminal.print(line)
}

/** How many of the things that alerts share are shown. */
const shownTies = 5

const severityText = ({ score, level, of }: SeverityJson): string =>
  `${score} of 100, ${level}: ${of.priority} for the priority, ${of.tactics} for further tactics, ${of.rarity} for rare rules`

function incidentPage(incident: IncidentDetailJson, terminal: Terminal): readonly string[] {
  const evidence = incident.evidence.complete ? 'complete' : `incomplete: ${incident.evidence.missing.join(', ')}`
  return [
    incidentLine(incident, terminal),
    `  first seen ${incident.firstSeen}, last seen ${incident.lastSeen}, evidence ${evidence}`,
    `  severity ${severityText(incident.severity)}`,
    ...(incident.tactics.length === 0 ? [] : [`  tactics: ${incident.tactics.join(' > ')}`]),
    ...incident.ties
      .slice(0, shownTies)
      .map(({ text, alerts, key }) => `  ${alerts} alerts: ${visible(text)} (${visible(key)})`),
    '',
    ...incident.timeline.flatMap((alert) => [
      `  ${terminal.colour(alert.priority, alert.firstSeen)} ${alert.rule}${alert.count > 1 ? ` (${alert.count} times)` : ''}`,
      `      ${visible(alert.output)}`,
      `      ${terminal.style('dim', visible(alert.reason.text))}`,
    ]),
  ]
}
