/** Deliveries: what was told to whom, what is on its way, and the dead letters, which can be sent again. */
import type { Of } from '../../api/shape.ts'
import type { delivery as deliveryShape } from '../../api/shapes.ts'
import { counted } from './chips.ts'
import { h } from './element.ts'
import type { Desk, MakePage } from './page.ts'
import { relativeTime } from './time.ts'

type Delivery = Of<typeof deliveryShape>

const states = ['dead', 'pending', 'delivered'] as const
type State = (typeof states)[number]

/** The list of deliveries in one state. */
export const deliveriesPage: MakePage = (desk, _, query) => {
  const state: State = states.find((one) => one === query.get('state')) ?? 'dead'
  return {
    async draw() {
      const { items } = await desk.api.call('listDeliveries', { query: { state, limit: 100 } })
      return h(
        'section',
        { 'aria-labelledby': 'page-title' },
        h('div', { class: 'bar' }, h('h1', { id: 'page-title' }, 'Deliveries'), choice(state)),
        items.length === 0
          ? h('div', { class: 'empty' }, h('p', {}, emptyTexts[state]))
          : h(
              'ol',
              { class: 'inbox' },
              items.map((delivery) => row(delivery, desk)),
            ),
      )
    },
  }
}

const emptyTexts = {
  dead: 'No letter is dead: everybody was told.',
  pending: 'Nothing is on its way.',
  delivered: 'Nobody was told anything yet.',
}

const choice = (state: State): HTMLElement =>
  h(
    'div',
    { class: 'segments', role: 'group', 'aria-label': 'State' },
    states.map((one) =>
      h(
        'a',
        { class: 'segment', href: `#/deliveries?state=${one}`, ...(one === state && { 'aria-current': 'page' }) },
        names[one],
      ),
    ),
  )

const names = { dead: 'Dead letters', pending: 'On their way', delivered: 'Delivered' }

const row = (delivery: Delivery, desk: Desk): HTMLElement => {
  const replay = (): void => desk.run(desk.api.call('replayDelivery', { path: { id: delivery.id } }))
  const name = `${delivery.receiver} by ${delivery.integration}`
  return h(
    'li',
    { 'data-priority': delivery.state === 'dead' ? 'Error' : 'Debug', tabindex: '-1' },
    h(
      'div',
      { class: 'row' },
      h(
        'span',
        { class: 'row-head' },
        h('b', {}, name),
        h('span', { class: 'chip' }, delivery.status),
        h('span', { class: 'quiet when' }, relativeTime(delivery.updatedAt)),
      ),
      h(
        'span',
        { class: 'row-facts quiet' },
        h('span', {}, counted(delivery.alerts, 'alert')),
        h('span', {}, counted(delivery.attempts, 'attempt')),
        h('code', {}, delivery.groupKey),
      ),
      delivery.reason === null ? null : h('span', { class: 'evidence partial' }, delivery.reason),
      delivery.state === 'dead' && desk.mayOperate
        ? h(
            'button',
            { class: 'more inline', type: 'button', 'aria-label': `Send ${name} again`, onclick: replay },
            'Send again',
          )
        : null,
    ),
  )
}
