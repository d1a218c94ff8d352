/**
 * The entities of an incident and what ties them, drawn in four columns: hosts, containers and users, processes, and
 * what they touched. A list under the drawing says the same in words.
 */
import type { AlertJson, IncidentDetailJson } from '#schema/incident'
import { priorities } from '#schema/priority'
import { h } from './element.ts'
import { s } from './svg.ts'

const columns = ['Host', 'Container or user', 'Process', 'Target'] as const
const maxInColumn = 10
const rowHeight = 34
const columnWidth = 240
const boxWidth = 184

interface Entity {
  readonly column: number
  readonly name: string
  rank: number
  row: number
}

interface Tie {
  readonly from: Entity
  readonly to: Entity
  readonly rules: Set<string>
  rank: number
}

/** Draws the graph. */
export const entityGraph = (incident: IncidentDetailJson): HTMLElement => {
  const { entities, ties, hidden } = graphOf(incident.timeline)
  if (entities.length < 2) return h('p', { class: 'quiet' }, 'There is only one entity here.')
  const rows = Math.max(...entities.map(({ row }) => row)) + 1
  const label = `${entities.length} entities and ${ties.length} ties between them; listed below`
  const drawing = s(
    'svg',
    { viewBox: `0 0 ${columnWidth * 4 - 40} ${rows * rowHeight + 28}`, role: 'img', 'aria-label': label },
    ...columns.map((title, index) => s('text', { class: 'column', x: index * columnWidth, y: 14 }, title)),
    ...ties.map(tieLine),
    ...entities.map(box),
  )
  return h(
    'div',
    { class: 'graph' },
    h('div', { class: 'drawing', tabindex: '0', role: 'group', 'aria-label': 'Entity graph' }, drawing),
    hidden > 0 ? h('p', { class: 'quiet' }, `${hidden} more entities are not drawn.`) : null,
    h('details', {}, h('summary', {}, 'In words'), h('ul', {}, ties.map(tieText))),
  )
}

const graphOf = (alerts: readonly AlertJson[]) => {
  const found = new Map<string, Entity>()
  const ties = new Map<string, Tie>()
  const counts = columns.map(() => 0)
  const dropped = new Set<string>()
  const entity = (column: number, name: string, rank: number): Entity | undefined => {
    const key = `${column} ${name}`
    const known = found.get(key)
    if (known !== undefined) {
      known.rank = Math.min(known.rank, rank)
      return known
    }
    const row = counts[column] ?? 0
    if (row >= maxInColumn) {
      dropped.add(key)
      return undefined
    }
    counts[column] = row + 1
    const made = { column, name, rank, row }
    found.set(key, made)
    return made
  }
  for (const alert of alerts) {
    const rank = priorities.indexOf(alert.priority)
    const chain = namesOf(alert).flatMap((name, column) => (name === '' ? [] : (entity(column, name, rank) ?? [])))
    chain.slice(1).forEach((to, index) => {
      const from = chain[index]
      if (from === undefined) return
      const key = `${from.column} ${from.name} → ${to.column} ${to.name}`
      const tie = ties.get(key) ?? { from, to, rules: new Set<string>(), rank }
      tie.rules.add(alert.rule)
      tie.rank = Math.min(tie.rank, rank)
      ties.set(key, tie)
    })
  }
  return { entities: [...found.values()], ties: [...ties.values()], hidden: dropped.size }
}

/** What an alert names in each column. */
const namesOf = ({ hostname, node, containerId, fields, lineage }: AlertJson): readonly string[] => {
  const field = (name: string): string => String(fields[name] ?? '')
  const inside =
    containerId === '' || containerId === 'host' ? field('user.name') && `user ${field('user.name')}` : containerId
  const [process] = lineage
  const acting = process === undefined ? field('proc.name') : `${process.name || '?'} (${process.pid})`
  return [hostname || node, inside, acting, field('fd.name') || field('fd.rip') || field('evt.arg.path')]
}

const center = ({ row }: Entity): number => 28 + row * rowHeight + 13
const left = ({ column }: Entity): number => column * columnWidth

const tieLine = ({ from, to, rank, rules }: Tie): SVGElement => {
  const [x1, x2] = [left(from) + boxWidth, left(to)]
  const middle = (x1 + x2) / 2
  const path = `M${x1} ${center(from)} C${middle} ${center(from)} ${middle} ${center(to)} ${x2} ${center(to)}`
  return s('path', { d: path, 'data-priority': priorities[rank] ?? 'Debug' }, s('title', {}, [...rules].join(', ')))
}

const box = (entity: Entity): SVGElement => {
  const short = entity.name.length > 25 ? `${entity.name.slice(0, 11)}…${entity.name.slice(-13)}` : entity.name
  const place = { x: left(entity), y: center(entity) - 13, width: boxWidth, height: 26, rx: 6 }
  return s(
    'g',
    { 'data-priority': priorities[entity.rank] ?? 'Debug' },
    s('rect', place),
    s('text', { x: left(entity) + 8, y: center(entity) + 4 }, short),
    s('title', {}, entity.name),
  )
}

const tieText = ({ from, to, rules }: Tie): HTMLElement =>
  h('li', {}, h('code', {}, from.name), ' → ', h('code', {}, to.name), `: ${[...rules].join(', ')}`)
