/** The list of incidents, newest activity first. */
import type { IncidentJson } from '#schema/incident'
import { priorities } from '#schema/priority'
import { counted, evidenceMark, priorityChip, severityChip, tacticPath } from './chips.ts'
import { h } from './element.ts'
import type { MakePage } from './page.ts'
import { relativeTime } from './time.ts'

/** What the list is narrowed to. */
export interface Narrowing {
  readonly status: string
  readonly priority: string
}

const statuses = ['open', 'acknowledged', 'closed', 'all'] as const

/** The inbox page. */
export const inboxPage: MakePage = (desk, _, query) => {
  const narrowing: Narrowing = { status: query.get('status') ?? 'open', priority: query.get('priority') ?? '' }
  let shown: readonly IncidentJson[] = []
  let cursor: string | null = null
  const fetchPage = async (after: string | null): Promise<void> => {
    const status = openStatuses.find((one) => one === narrowing.status)
    const page = await desk.api.call('listIncidents', {
      query: {
        limit: 50,
        ...(status !== undefined && { status }),
        ...(narrowing.priority !== '' && { priority: narrowing.priority }),
        ...(after !== null && { cursor: after }),
      },
    })
    shown = after === null ? page.items : [...shown, ...page.items]
    cursor = page.cursor
  }
  const list = h('div', {})
  const fill = (): void => {
    const more = (): void => void fetchPage(cursor).then(fill, (cause) => desk.say(String(cause)))
    list.replaceChildren(
      shown.length === 0 ? empty(narrowing) : h('ol', { class: 'inbox' }, shown.map(row)),
      ...(cursor === null ? [] : [h('button', { class: 'more', type: 'button', onclick: more }, 'Show more')]),
    )
  }
  return {
    async draw() {
      await fetchPage(null)
      fill()
      return h(
        'section',
        { 'aria-labelledby': 'page-title' },
        h('div', { class: 'bar' }, h('h1', { id: 'page-title' }, 'Incidents'), filters(narrowing, narrow)),
        list,
      )
    },
    concerns: (message) => message.kind === 'incident' || message.kind === 'merged',
  }
}

const openStatuses = ['open', 'acknowledged', 'closed'] as const

const narrow = ({ status, priority }: Narrowing): void => {
  location.hash = `#/?${new URLSearchParams({ status, priority })}`
}

const filters = (narrowing: Narrowing, narrow: (narrowing: Narrowing) => void): HTMLElement =>
  h(
    'div',
    { class: 'filters' },
    h(
      'div',
      { class: 'segments', role: 'group', 'aria-label': 'Status' },
      statuses.map((status) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': String(narrowing.status === status),
            onclick: () => narrow({ ...narrowing, status }),
          },
          status.replace(/^./, (letter) => letter.toUpperCase()),
        ),
      ),
    ),
    priorityChoice(narrowing, narrow),
  )

const priorityChoice = (narrowing: Narrowing, narrow: (narrowing: Narrowing) => void): HTMLElement => {
  const choice = h(
    'select',
    {
      'aria-label': 'Least priority',
      onchange: (event) => narrow({ ...narrowing, priority: (event.target as HTMLSelectElement).value }),
    },
    h('option', { value: '' }, 'Any priority'),
    priorities
      .slice(0, -1)
      .map((priority) =>
        h('option', { value: priority, selected: priority === narrowing.priority }, `${priority} and above`),
      ),
  )
  return choice
}

const empty = (narrowing: Narrowing): HTMLElement =>
  h(
    'div',
    { class: 'empty' },
    h('p', {}, narrowing.status === 'open' ? 'Nothing is open.' : 'Nothing here.'),
    h('p', { class: 'quiet' }, 'New incidents appear by themselves.'),
  )

const row = (incident: IncidentJson): HTMLElement =>
  h(
    'li',
    { 'data-priority': incident.priority, 'data-incident': incident.id },
    h(
      'a',
      { href: `#/incidents/${incident.id}`, class: 'row' },
      h(
        'span',
        { class: 'row-head' },
        priorityChip(incident.priority),
        severityChip(incident.severity),
        incident.status === 'open' ? null : h('span', { class: 'chip' }, incident.status),
        h('span', { class: 'quiet when' }, relativeTime(incident.lastSeen)),
      ),
      h('span', { class: 'row-title' }, incident.title),
      h(
        'span',
        { class: 'row-facts quiet' },
        h('span', {}, counted(incident.alertCount, 'alert')),
        h('span', {}, counted(incident.rules.length, 'rule')),
        incident.evidence.complete ? null : evidenceMark(incident),
      ),
      tacticPath(incident.tactics),
    ),
  )
