/** The page of one incident: what, where, why together, in which order. */
import type { IncidentDetailJson } from '#schema/incident'
import { counted, evidenceMark, priorityChip, tacticPath } from './chips.ts'
import { type Content, h } from './element.ts'
import { processTree } from './process-tree.ts'
import { clock, relativeTime } from './time.ts'

/** The incident page. `act` is absent for those who may only read. */
export const incidentPage = (
  incident: IncidentDetailJson,
  act: ((verb: string, comment: string) => void) | undefined,
): HTMLElement =>
  h(
    'article',
    { class: 'incident', 'aria-labelledby': 'page-title' },
    h('a', { class: 'back', href: '#/' }, '← Incidents'),
    h('h1', { id: 'page-title' }, incident.title),
    h(
      'p',
      { class: 'row-head' },
      priorityChip(incident.priority),
      h('span', { class: 'chip' }, incident.status),
      evidenceMark(incident),
    ),
    tacticPath(incident.tactics),
    facts(incident),
    act === undefined ? null : actions(incident, act),
    history(incident),
    section('Process tree', processTree(incident)),
    section('Timeline', timeline(incident)),
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

const actions = (incident: IncidentDetailJson, act: (verb: string, comment: string) => void): HTMLElement => {
  const verbs = { open: ['acknowledge', 'close'], acknowledged: ['close', 'reopen'], closed: ['reopen'] }[
    incident.status
  ]
  const comment = h('input', { name: 'comment', maxlength: '4096', placeholder: 'Comment', 'aria-label': 'Comment' })
  return h(
    'form',
    { class: 'actions', onsubmit: (event) => event.preventDefault() },
    comment,
    verbs.map((verb, index) =>
      h(
        'button',
        {
          type: 'button',
          class: index === 0 ? 'primary' : '',
          onclick: () => act(verb, (comment as HTMLInputElement).value),
        },
        verb.replace(/^./, (letter) => letter.toUpperCase()),
      ),
    ),
  )
}

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

const timeline = (incident: IncidentDetailJson): HTMLElement =>
  h('ol', { class: 'timeline' }, incident.timeline.map(step))

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
