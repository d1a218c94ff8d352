/** The nodes: who reports, since when nothing came, what they cannot see, and which rules they run. */
import type { Of } from '../../api/shape.ts'
import type { node as nodeShape } from '../../api/shapes.ts'
import { h } from './element.ts'
import type { MakePage } from './page.ts'
import { relativeTime } from './time.ts'

type Node = Of<typeof nodeShape>

/** A node that has said nothing for longer may be gone. Quiet nodes send their ledger more often than that. */
const silentAfterMs = 5 * 60_000

/** How many are looked at; whoever has more asks the API. */
const maxShown = 5000

/** The list of nodes, those with trouble first. */
export const nodesPage: MakePage = (desk) => ({
  async draw() {
    const items: Node[] = []
    for (let cursor: string | null | undefined; cursor !== null && items.length < maxShown; ) {
      const page = await desk.api.call('listNodes', { query: cursor === undefined ? {} : { cursor } })
      items.push(...page.items)
      cursor = page.cursor
    }
    const nowMs = Date.now()
    const digests = new Set(items.flatMap(({ bundle }) => bundle ?? []))
    const sorted = [...items].sort((one, other) => troubleOf(other, nowMs).length - troubleOf(one, nowMs).length)
    return h(
      'section',
      { 'aria-labelledby': 'page-title' },
      h(
        'div',
        { class: 'bar' },
        h('h1', { id: 'page-title' }, 'Nodes'),
        h('span', { class: 'quiet' }, digests.size > 1 ? `${digests.size} different sets of rules are in force` : ''),
      ),
      items.length === 0
        ? h('div', { class: 'empty' }, h('p', {}, 'No node is enrolled.'))
        : h(
            'ol',
            { class: 'inbox' },
            sorted.map((node) => card(node, nowMs)),
          ),
    )
  },
})

/** What is wrong with a node, in words. */
const troubleOf = (node: Node, nowMs: number): readonly string[] => {
  const trouble: string[] = []
  if (node.lastSeen === null) trouble.push('never reported')
  else if (nowMs - Date.parse(node.lastSeen) > silentAfterMs) trouble.push('silent')
  if (node.refusedBatches > 0) trouble.push(`${node.refusedBatches} batches refused`)
  const lost = node.shed + node.missingAlerts
  if (lost > 0) trouble.push(`${lost.toLocaleString()} alerts lost`)
  if (blindSpots(node).length > 0) trouble.push('events lost')
  return trouble
}

/** The event types of which some were lost, the most first. */
const blindSpots = ({ ledger }: Node) =>
  Object.entries(ledger)
    .filter(([, { dropped }]) => dropped > 0)
    .sort(([, one], [, other]) => other.dropped - one.dropped)

const card = (node: Node, nowMs: number): HTMLElement => {
  const trouble = troubleOf(node, nowMs)
  const seen = Object.values(node.ledger).reduce((sum, counts) => sum + counts.seen, 0)
  return h(
    'li',
    { 'data-priority': trouble.length > 0 ? 'Warning' : 'Debug', tabindex: '-1' },
    h(
      'div',
      { class: 'row' },
      h(
        'span',
        { class: 'row-head' },
        h('b', {}, node.hostname || node.node),
        trouble.length === 0
          ? h('span', { class: 'evidence whole' }, 'healthy')
          : h('span', { class: 'evidence partial' }, trouble.join(', ')),
        h('span', { class: 'quiet when' }, node.lastSeen === null ? 'never seen' : relativeTime(node.lastSeen)),
      ),
      h(
        'span',
        { class: 'row-facts quiet' },
        h('span', {}, `${node.acknowledged.toLocaleString()} alerts`),
        h('span', {}, `${seen.toLocaleString()} events seen`),
        h('code', { title: node.bundle ?? '' }, (node.bundle || 'rules not known').slice(0, 19)),
      ),
      spots(node),
    ),
  )
}

const spots = (node: Node): HTMLElement | null => {
  const found = blindSpots(node)
  if (found.length === 0) return null
  return h(
    'details',
    {},
    h('summary', {}, 'Blind spots'),
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Event', 'Seen', 'Lost'].map((title) => h('th', { scope: 'col' }, title)),
        ),
      ),
      h(
        'tbody',
        {},
        found.map(([type, counts]) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, h('code', {}, type)),
            h('td', {}, counts.seen.toLocaleString()),
            h('td', {}, `${counts.dropped.toLocaleString()} (${share(counts)})`),
          ),
        ),
      ),
    ),
  )
}

const share = ({ seen, dropped }: { readonly seen: number; readonly dropped: number }): string =>
  seen === 0 ? 'all' : `${((dropped / seen) * 100).toPrecision(2)} %`
