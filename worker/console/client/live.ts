/** Alerts as they come, the newest on top. */
import type { AlertJson } from '#schema/incident'
import { priorityChip } from './chips.ts'
import { h } from './element.ts'
import type { MakePage } from './page.ts'
import { clock } from './time.ts'

const maxRows = 200

/** The live tail. */
export const livePage: MakePage = (desk) => {
  const list = h('ol', { class: 'inbox tail', 'aria-live': 'off' })
  let isHeld = false
  const add = (alerts: readonly AlertJson[]): void => {
    if (isHeld) return
    list.prepend(...alerts.map(row).reverse())
    while (list.children.length > maxRows) list.lastElementChild?.remove()
  }
  return {
    async draw() {
      const { items } = await desk.api.call('listAlerts', { query: { limit: 50 } })
      list.replaceChildren(...items.map(row))
      const hold = h('button', { class: 'more inline', type: 'button', 'aria-pressed': 'false' }, 'Hold')
      hold.addEventListener('click', () => {
        isHeld = !isHeld
        hold.setAttribute('aria-pressed', String(isHeld))
      })
      return h(
        'section',
        { 'aria-labelledby': 'page-title' },
        h('div', { class: 'bar' }, h('h1', { id: 'page-title' }, 'Live alerts'), hold),
        list,
      )
    },
    concerns: (message) => message.kind === 'alert',
    take: (messages) => add(messages.flatMap((message) => (message.kind === 'alert' ? [message.alert] : []))),
  }
}

const row = (alert: AlertJson): HTMLElement =>
  h(
    'li',
    { 'data-priority': alert.priority },
    h(
      'a',
      { class: 'row', href: `#/incidents/${alert.incident}` },
      h(
        'span',
        { class: 'row-head' },
        clock(alert.lastSeen),
        h('b', {}, alert.rule),
        priorityChip(alert.priority),
        alert.count > 1 ? h('span', { class: 'chip' }, `×${alert.count}`) : null,
        h('span', { class: 'quiet when' }, alert.hostname),
      ),
      h('span', { class: 'output' }, alert.output),
    ),
  )
