/** The nodes: who reports, since when nothing came, and what was lost. */
import type { NodeRow } from './edge.ts'
import { h } from './element.ts'
import { relativeTime } from './time.ts'

/** The nodes page. */
export const nodesPage = (nodes: readonly NodeRow[]): HTMLElement =>
  h(
    'section',
    { 'aria-labelledby': 'page-title' },
    h('div', { class: 'bar' }, h('h1', { id: 'page-title' }, 'Nodes')),
    nodes.length === 0
      ? h('div', { class: 'empty' }, h('p', {}, 'No node is enrolled.'))
      : h('ol', { class: 'inbox' }, nodes.map(card)),
  )

const card = (node: NodeRow): HTMLElement => {
  const ledger = Object.values(node.ledger)
  const seen = ledger.reduce((sum, { seen }) => sum + seen, 0)
  const dropped = ledger.reduce((sum, entry) => sum + entry.dropped, 0)
  const lost = dropped + node.shed + node.missingAlerts
  return h(
    'li',
    { 'data-priority': lost > 0 ? 'Warning' : 'Debug' },
    h(
      'div',
      { class: 'row' },
      h(
        'span',
        { class: 'row-head' },
        h('b', {}, node.hostname || node.node),
        h('span', { class: 'quiet when' }, node.lastSeen === null ? 'never seen' : relativeTime(node.lastSeen)),
      ),
      h(
        'span',
        { class: 'row-facts quiet' },
        h('span', {}, `${node.acknowledged.toLocaleString()} alerts`),
        h('span', {}, `${seen.toLocaleString()} events seen`),
        h(
          'span',
          { class: lost > 0 ? 'evidence partial' : '' },
          lost > 0
            ? `${dropped.toLocaleString()} events and ${(node.shed + node.missingAlerts).toLocaleString()} alerts lost`
            : 'nothing lost',
        ),
        h('code', {}, (node.bundle ?? 'no rules yet').slice(0, 19)),
      ),
    ),
  )
}
