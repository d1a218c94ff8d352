/** Why each alert belongs to its incident, from the content of the timeline alone. */
import type { ProcessKey } from '#schema/alert'
import type { Reason } from '#schema/incident'
import type { Entry } from './entry.ts'
import { containerOf } from './occurrence.ts'
import { processId, processText, sessionName, treeOf } from './process-tree.ts'

/** Names the reasons of entries handed to it in the order of their first alert. */
export class Reasons {
  readonly #processes = new Set<string>()
  readonly #containers = new Set<string>()
  #isFirst = true

  /** The reason of the next entry. */
  next(entry: Entry): Reason {
    const reason = this.#isFirst ? firstReason : this.#reasonOf(entry)
    this.#isFirst = false
    const { node, alert } = entry.sample
    for (const process of lineagesOf(entry).flat()) this.#processes.add(`${node}/${processId(process)}`)
    const container = containerOf(alert)
    if (container !== undefined) this.#containers.add(`${node}/${container}`)
    return reason
  }

  #reasonOf(entry: Entry): Reason {
    const { node, alert } = entry.sample
    for (const lineage of lineagesOf(entry)) {
      const shared = lineage.findIndex((process) => this.#processes.has(`${node}/${processId(process)}`))
      if (shared >= 0) return lineageReason(lineage, shared)
    }
    const container = containerOf(alert)
    if (container !== undefined && this.#containers.has(`${node}/${container}`))
      return { kind: 'container', text: `same container: ${container}` }
    return entry.count > 1
      ? { kind: 'fingerprint', text: `one of ${entry.count} repeats shares a process with another alert` }
      : { kind: 'lineage', text: 'shares a process with a repeat of another alert' }
  }
}

const firstReason: Reason = { kind: 'first', text: 'the earliest alert of this incident' }

const lineagesOf = (entry: Entry): readonly (readonly ProcessKey[])[] => [
  treeOf(entry.first.lineage),
  treeOf(entry.sample.alert.lineage),
]

const lineageReason = (lineage: readonly ProcessKey[], shared: number): Reason => {
  const chain = lineage
    .slice(0, shared + 1)
    .reverse()
    .map(processText)
    .join(' > ')
  const session = shared === lineage.length - 1 ? sessionName(lineage[shared]?.name ?? '') : undefined
  return session === undefined
    ? { kind: 'lineage', text: `same process tree: ${chain}` }
    : { kind: 'session', text: `same session (${session}): ${chain}` }
}
