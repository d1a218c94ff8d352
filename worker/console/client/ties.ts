/** What the alerts of an incident share, and the way to take it apart there. */
import type { IncidentDetailJson, TieJson } from '#schema/incident'
import { counted } from './chips.ts'
import { h } from './element.ts'
import type { Desk } from './page.ts'

/** How many are shown; who wants more asks the API. */
const shown = 12

/** Every tie with how many alerts share it; operators may split the incident at it. */
export const tieList = (incident: IncidentDetailJson, desk: Desk): HTMLElement =>
  h(
    'ul',
    { class: 'ties' },
    incident.ties
      .slice(0, shown)
      .map((tie) =>
        h(
          'li',
          {},
          h('span', { class: 'chip' }, counted(tie.alerts, 'alert')),
          ` ${tie.text} `,
          desk.mayOperate ? splitButton(incident.id, tie, desk) : null,
        ),
      ),
  )

const splitButton = (id: string, tie: TieJson, desk: Desk): HTMLElement =>
  h(
    'button',
    {
      type: 'button',
      class: 'small',
      'aria-label': `Split at ${tie.text}`,
      title: 'This means nothing: take the incident apart here, and join nothing by it for 30 days',
      onclick: () =>
        desk.run(desk.api.call('splitIncident', { path: { id }, body: { tie: tie.key, owner: desk.owner } })),
    },
    'Split',
  )
