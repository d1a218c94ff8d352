/** Which address shows which page. */
import { deliveriesPage } from './deliveries.ts'
import { inboxPage } from './inbox.ts'
import { incidentPage } from './incident.ts'
import { livePage } from './live.ts'
import { nodesPage } from './nodes.ts'
import type { Desk, MakePage, Page } from './page.ts'
import { rulePage, rulesPage } from './rules.ts'
import { newSilencePage, silencesPage } from './silences.ts'

const routes: readonly (readonly [pattern: RegExp, make: MakePage])[] = [
  [/^\/incidents\/([\w-]+)$/, incidentPage],
  [/^\/live$/, livePage],
  [/^\/nodes$/, nodesPage],
  [/^\/rules$/, rulesPage],
  [/^\/rules\/([^/]+)$/, rulePage],
  [/^\/silences$/, silencesPage],
  [/^\/silences\/new$/, newSilencePage],
  [/^\/deliveries$/, deliveriesPage],
]

/** The pages in the order of the navigation. */
export const navigation: readonly (readonly [href: string, title: string])[] = [
  ['#/', 'Incidents'],
  ['#/live', 'Live'],
  ['#/rules', 'Rules'],
  ['#/nodes', 'Nodes'],
  ['#/silences', 'Silences'],
  ['#/deliveries', 'Deliveries'],
]

/** The page of an address; the inbox where there is none such. */
export const pageOf = (hash: string, desk: Desk): Page => {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?')
  const query = new URLSearchParams(search)
  for (const [pattern, make] of routes) {
    const found = pattern.exec(path)
    if (found !== null) return make(desk, found.slice(1), query)
  }
  return inboxPage(desk, [], query)
}
