/** Rules by the noise they make, and an exception for the one that is asked about. */
import type { Of } from '../../api/shape.ts'
import type { proposedException, rule as ruleShape } from '../../api/shapes.ts'
import { barChart, hourly } from './bars.ts'
import { counted, priorityChip } from './chips.ts'
import { EdgeAnswerError } from './edge.ts'
import { h } from './element.ts'
import type { Desk, MakePage } from './page.ts'
import { relativeTime } from './time.ts'

type Rule = Of<typeof ruleShape>
type Proposal = Of<typeof proposedException>

const hours = 24

/** The ranking. */
export const rulesPage: MakePage = (desk) => ({
  async draw() {
    const { items } = await desk.api.call('listRules', { query: { hours, limit: 100 } })
    return h(
      'section',
      { 'aria-labelledby': 'page-title' },
      h(
        'div',
        { class: 'bar' },
        h('h1', { id: 'page-title' }, 'Rules'),
        h('span', { class: 'quiet' }, `The last ${hours} hours`),
      ),
      items.length === 0
        ? h('div', { class: 'empty' }, h('p', {}, 'No rule had anything to say.'))
        : h('ol', { class: 'inbox' }, items.map(row)),
    )
  },
})

const row = (rule: Rule): HTMLElement =>
  h(
    'li',
    { 'data-priority': rule.priority },
    h(
      'a',
      { class: 'row', href: `#/rules/${encodeURIComponent(rule.rule)}` },
      h(
        'span',
        { class: 'row-head' },
        h('b', {}, rule.rule),
        priorityChip(rule.priority),
        h('span', { class: 'quiet when' }, relativeTime(rule.lastSeen)),
      ),
      h(
        'span',
        { class: 'row-facts quiet' },
        h('span', {}, `${counted(rule.alerts, 'alert')}, ${Math.round(rule.share * 100)} % of all`),
        h('span', {}, counted(rule.incidents, 'incident')),
        h('span', {}, counted(rule.nodes, 'node')),
        rule.closedUnacknowledged === 0 ? null : h('span', {}, `${rule.closedUnacknowledged} closed without a look`),
      ),
      chartOf(rule),
    ),
  )

const chartOf = (rule: Rule): SVGElement =>
  barChart(`Alerts of ${rule.rule} by hour`, hourly(hours, rule.perHour, Date.now()))

/** One rule with its proposed exception. */
export const rulePage: MakePage = (desk, [name = '']) => ({
  async draw() {
    const rule = decodeURIComponent(name)
    const proposal = await proposalFor(desk, rule)
    return h(
      'article',
      { class: 'incident', 'aria-labelledby': 'page-title' },
      h('a', { class: 'back', href: '#/rules' }, '← Rules'),
      h('h1', { id: 'page-title' }, rule),
      h(
        'section',
        { class: 'panel', 'aria-label': 'Proposed exception' },
        h('h2', {}, 'Proposed exception'),
        shown(proposal, desk),
      ),
    )
  },
})

const proposalFor = async (desk: Desk, rule: string): Promise<Proposal | undefined> => {
  try {
    return await desk.api.call('proposeException', { path: { rule } })
  } catch (cause) {
    if (cause instanceof EdgeAnswerError && cause.code === 'nothing_in_common') return undefined
    throw cause
  }
}

const shown = (proposal: Proposal | undefined, desk: Desk): HTMLElement => {
  if (proposal === undefined)
    return h('p', { class: 'quiet' }, 'Its alerts have nothing in common that would make one.')
  const copy = (): void =>
    void navigator.clipboard.writeText(proposal.yaml).then(
      () => desk.say('Copied.'),
      () => desk.say('The browser does not let this page copy; select the text instead.'),
    )
  return h(
    'div',
    {},
    h(
      'p',
      {},
      `It would keep ${proposal.covered.toLocaleString()} of the last ${proposal.looked.toLocaleString()} alerts away. ` +
        'Read it: what it names would not be seen any more.',
    ),
    h(
      'pre',
      { class: 'yaml', tabindex: '0', 'aria-label': 'Exception in YAML' },
      proposal.yaml.split('\n').flatMap((line) => [line, h('br', {})]),
    ),
    h('button', { class: 'more inline', type: 'button', onclick: copy }, 'Copy'),
  )
}
