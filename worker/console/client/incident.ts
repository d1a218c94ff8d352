/** The page of one incident: what, where, why together, in which order, and how sure that is. */
import type { IncidentDetailJson, LedByJson } from '#schema/incident'
import { actForm } from './act-form.ts'
import { counted, evidenceMark, priorityChip, severityChip, tacticPath } from './chips.ts'
import { type Content, h } from './element.ts'
import { entityGraph } from './entity-graph.ts'
import type { Desk, MakePage } from './page.ts'
import { processTree } from './process-tree.ts'
import { tieList } from './ties.ts'
import { clock, relativeTime } from './time.ts'

/** Makes the page of the incident that the address names. */
export const incidentPage: MakePage = (desk, [id = '']) => ({
  draw: async () => article(await desk.api.call('getIncident', { path: { id } }), desk),
  concerns: (message) => {
    if (message.kind === 'incident') return message.incident.id === id
    if (message.kind === 'module') return false
    return message.kind === 'merged' ? message.from === id || message.into === id : message.alert.incident === id
  },
})

const article = (incident: IncidentDetailJson, desk: Desk): HTMLElement =>
  h(
    'article',
    { class: 'incident', 'aria-labelledby': 'page-title' },
    h('a', { class: 'back', href: '#/' }, '← Incidents'),
    h('h1', { id: 'page-title' }, incident.title),
    h(
      'p',
      { class: 'row-head' },
      priorityChip(incident.priority),
      severityChip(incident.severity),
      h('span', { class: 'chip' }, incident.status),
      incident.assignee === null ? null : h('span', { class: 'chip' }, `with ${incident.assignee}`),
      evidenceMark(incident),
    ),
    tacticPath(incident.tactics),
    facts(incident),
    muted(incident),
    desk.mayOperate ? actForm(incident, desk) : null,
    history(incident),
    section('Why these belong together', reasons(incident)),
    incident.ledBy.length === 0 ? null : section('What led to it', ledBy(incident.ledBy)),
    incident.ties.length === 0 ? null : section('What they share', tieList(incident, desk)),
    section('Process tree', processTree(incident)),
    section('Entities', entityGraph(incident)),
    section('Evidence', evidence(incident)),
    section('Timeline', h('ol', { class: 'timeline' }, incident.timeline.map(step))),
  )

const section = (title: string, content: Content): HTMLElement =>
  h('section', { class: 'panel', 'aria-label': title }, h('h2', {}, title), content)

const facts = (incident: IncidentDetailJson): HTMLElement => {
  const fact = (name: string, value: Content): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value))
  return h(
    'dl',
    { class: 'facts' },
    fact('First seen', relativeTime(incident.firstSeen)),
    fact('Last seen', relativeTime(incident.lastSeen)),
    fact('Alerts', String(incident.alertCount)),
    fact('Nodes', incident.nodes.join(', ')),
    incident.containers.length === 0 ? null : fact('Containers', incident.containers.join(', ')),
    fact('Id', h('code', {}, incident.id)),
  )
}

const muted = ({ mutedBy = [] }: IncidentDetailJson): Content =>
  mutedBy.length === 0
    ? null
    : h(
        'ul',
        { class: 'muted', 'aria-label': 'Why it is quiet' },
        mutedBy.map(({ text }) => h('li', {}, text)),
      )

const history = (incident: IncidentDetailJson): Content =>
  incident.actions.length === 0
    ? null
    : h(
        'ul',
        { class: 'history quiet', 'aria-label': 'What was done' },
        incident.actions.map((action) =>
          h(
            'li',
            {},
            `${action.owner || 'someone'}: ${action.action} `,
            relativeTime(action.at),
            action.comment && ` — ${action.comment}`,
          ),
        ),
      )

/** How many alerts each reason brought in, the commonest first. */
const reasons = ({ timeline }: IncidentDetailJson): HTMLElement => {
  const byText = Map.groupBy(timeline, ({ reason }) => reason.text)
  const sorted = [...byText].sort(([, one], [, other]) => other.length - one.length).slice(0, 12)
  return h(
    'ul',
    { class: 'reasons' },
    sorted.map(([text, alerts]) =>
      h('li', {}, h('span', { class: 'chip' }, counted(alerts.length, 'alert')), ' ', text),
    ),
  )
}

const ledBy = (alerts: readonly LedByJson[]): HTMLElement =>
  h(
    'ol',
    { class: 'led-by' },
    alerts.map((alert) =>
      h(
        'li',
        {},
        clock(alert.time),
        ' ',
        alert.incident === null
          ? h('b', {}, alert.rule)
          : h('a', { class: 'link', href: `#/incidents/${alert.incident}` }, alert.rule),
        h('span', { class: 'quiet' }, ` on ${alert.hostname || alert.node}`),
        h('p', { class: 'output' }, alert.output),
      ),
    ),
  )

const evidence = ({ timeline, evidence: all }: IncidentDetailJson): HTMLElement => {
  const whole = timeline.filter((alert) => alert.evidence.complete).length
  return h(
    'div',
    {},
    h(
      'p',
      { class: all.complete ? 'evidence whole' : 'evidence partial' },
      `${whole} of ${counted(timeline.length, 'alert')} rest on everything there was to see.`,
    ),
    h('meter', {
      min: '0',
      max: String(timeline.length),
      value: String(whole),
      'aria-label': 'Alerts with complete evidence',
    }),
    all.lostEvents === 0 ? null : h('p', {}, `${counted(all.lostEvents, 'event')} were lost on these nodes.`),
    all.missing.length === 0
      ? null
      : h(
          'ul',
          {},
          all.missing.map((text) => h('li', {}, text)),
        ),
  )
}

const step = (alert: IncidentDetailJson['timeline'][number]): HTMLElement =>
  h(
    'li',
    { 'data-priority': alert.priority, id: `alert-${alert.id}`, tabindex: '-1' },
    h(
      'div',
      { class: 'row-head' },
      clock(alert.firstSeen),
      h('b', {}, alert.rule),
      alert.count > 1 ? h('span', { class: 'chip', title: `last ${alert.lastSeen}` }, `×${alert.count}`) : null,
      h('span', { class: 'quiet when' }, alert.hostname),
    ),
    h('p', { class: 'output' }, alert.output),
    h('p', { class: 'reason quiet' }, alert.reason.text),
    alert.evidence.complete ? null : h('p', { class: 'reason' }, evidenceMark(alert)),
    h(
      'details',
      {},
      h('summary', {}, counted(Object.keys(alert.fields).length, 'field')),
      h(
        'dl',
        { class: 'fields' },
        Object.entries(alert.fields).map(([name, value]) =>
          h('div', {}, h('dt', {}, name), h('dd', {}, String(value ?? '—'))),
        ),
      ),
    ),
  )
