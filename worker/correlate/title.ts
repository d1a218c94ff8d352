/** An incident in one line for a person: the worst rule, how many more, under which process, where. */
import type { ProcessKey } from '#schema/alert'
import { compareOccurrences } from './occurrence.ts'
import { sessionName } from './process-tree.ts'
import type { RuleCount, Summary } from './summary.ts'

/** The outermost process that all alerts of an incident share, if there is one. */
export const rootOf = (summary: Summary): ProcessKey | undefined => summary.shared.at(-1)

/** Rules, the most severe first, then the earliest. */
export const rulesInOrder = (summary: Summary): readonly (readonly [string, RuleCount])[] =>
  Object.entries(summary.rules).sort(
    ([leftName, left], [rightName, right]) =>
      left.rank - right.rank || compareOccurrences(left.first, right.first) || (leftName < rightName ? -1 : 1),
  )

/** The title of an incident. */
export const titleOf = (summary: Summary): string => {
  const [worst, ...others] = rulesInOrder(summary)
  const more = others.length === 0 ? '' : `, and ${others.length} more ${others.length === 1 ? 'rule' : 'rules'}`
  const place = [whoText(summary), whereText(summary)].filter(Boolean).join(' ')
  return `${worst?.[0] ?? 'Alert'}${more}${more === '' ? ' ' : ', '}${place}`
}

const whoText = (summary: Summary): string => {
  const root = rootOf(summary)
  if (root === undefined) return ''
  const session = sessionName(root.name)
  return session === undefined ? `under ${root.name || 'a process'}` : `in ${session}`
}

const whereText = (summary: Summary): string => {
  const [container, ...containers] = summary.containers
  const [host = '?', ...hosts] = summary.hosts
  const inside = container !== undefined && containers.length === 0 ? `in container ${container} ` : ''
  return `${inside}on ${host}${hosts.length === 0 ? '' : ` and ${hosts.length} more`}`
}
