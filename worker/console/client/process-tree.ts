/** The processes of an incident as a tree, each with the alerts that it raised. */
import type { AlertJson, IncidentDetailJson, ProcessJson } from '#schema/incident'
import { h } from './element.ts'

interface Branch {
  readonly process: ProcessJson
  readonly children: Map<string, Branch>
  readonly alerts: AlertJson[]
}

/** Draws the tree of an incident; the way down to its root is one line above it. */
export const processTree = (incident: IncidentDetailJson): HTMLElement => {
  const top = new Map<string, Branch>()
  for (const alert of incident.timeline) grow(top, alert, incident.root)
  if (top.size === 0) return h('p', { class: 'quiet' }, 'These alerts name no process.')
  return h('div', { class: 'tree' }, above(incident), list(top))
}

const idOf = (process: ProcessJson): string => `${process.pid}.${process.startNs}`

const grow = (top: Map<string, Branch>, alert: AlertJson, root: ProcessJson | null): void => {
  const outermost = root === null ? -1 : alert.lineage.findIndex((process) => idOf(process) === idOf(root))
  const inside = outermost < 0 ? alert.lineage : alert.lineage.slice(0, outermost + 1)
  let level = top
  let branch: Branch | undefined
  for (const process of [...inside].reverse()) {
    const id = `${alert.node}/${idOf(process)}`
    branch = level.get(id) ?? { process, children: new Map(), alerts: [] }
    level.set(id, branch)
    level = branch.children
  }
  branch?.alerts.push(alert)
}

const above = (incident: IncidentDetailJson): HTMLElement => {
  const { root } = incident
  const lineage = incident.timeline[0]?.lineage ?? []
  const start = root === null ? lineage.length : lineage.findIndex((process) => idOf(process) === idOf(root)) + 1
  const names = lineage.slice(start).reverse()
  return h(
    'p',
    { class: 'quiet ancestors' },
    names.length === 0 ? '' : `${names.map((process) => `${process.name}(${process.pid})`).join(' › ')} ›`,
  )
}

const list = (branches: ReadonlyMap<string, Branch>): HTMLElement =>
  h(
    'ul',
    {},
    [...branches.values()].map((branch) =>
      h('li', {}, line(branch), branch.children.size === 0 ? null : list(branch.children)),
    ),
  )

const line = ({ process, alerts }: Branch): HTMLElement =>
  h(
    'div',
    { class: alerts.length === 0 ? 'process' : 'process acted' },
    h('code', { title: process.exePath }, h('b', {}, process.name || '?'), ` ${process.pid}`),
    process.commandLine === ''
      ? null
      : h('code', { class: 'command', title: process.commandLine }, process.commandLine),
    alerts.map((alert) =>
      h(
        'a',
        {
          class: 'raised',
          href: `#/incidents/${alert.incident}`,
          'data-alert': alert.id,
          'data-priority': alert.priority,
        },
        alert.rule,
        alert.count > 1 ? ` ×${alert.count}` : null,
      ),
    ),
  )
