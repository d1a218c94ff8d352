/** Small marks that every page uses. */
import type { IncidentJson, SeverityJson } from '#schema/incident'
import { type Content, h } from './element.ts'

/** A priority: a colour and its word. */
export const priorityChip = (priority: string): HTMLElement =>
  h('span', { class: 'chip priority', 'data-priority': priority }, priority)

/** A severity: its number, and what it is made of for who points at it. */
export const severityChip = ({ level, score, of }: SeverityJson): HTMLElement =>
  h(
    'span',
    {
      class: 'chip',
      'data-severity': level,
      title: `priority ${of.priority}, further tactics ${of.tactics}, rarity of its rules ${of.rarity}`,
    },
    `Severity ${score}`,
  )

/** The tactics in the order in which they appeared. */
export const tacticPath = (tactics: readonly string[]): Content =>
  tactics.length === 0
    ? null
    : h(
        'ol',
        { class: 'tactics', 'aria-label': 'ATT&CK tactics in order' },
        tactics.map((tactic) => h('li', {}, words(tactic))),
      )

const words = (tactic: string): string => tactic.replace(/_/g, ' ').replace(/^./, (letter) => letter.toUpperCase())

/** Whether the evidence is complete, and what is missing if not. */
export const evidenceMark = ({ evidence }: Pick<IncidentJson, 'evidence'>): HTMLElement => {
  if (evidence.complete) return h('span', { class: 'evidence whole' }, 'Evidence complete')
  const lost = evidence.lostEvents > 0 ? [`${evidence.lostEvents} events lost`] : []
  const missing = [...lost, ...evidence.missing].join(', ')
  return h(
    'span',
    { class: 'evidence partial' },
    missing === '' ? 'Evidence incomplete' : `Evidence incomplete: ${missing}`,
  )
}

/** A number with its noun. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
