/** Why each alert belongs to its incident, from the content of the timeline alone. */
import type { ProcessKey } from '#schema/alert'
import type { Reason, TieKind } from '#schema/incident'
import type { Entry } from './entry.ts'
import { processText, sessionName, treeOf } from './process-tree.ts'
import { type IsCut, nothingCut, processKey, type Tie, tiesOfEntry } from './ties.ts'

/** Names the reasons of entries handed to it in the order of their first alert. */
export class Reasons {
  readonly #isCut: IsCut
  readonly #seen = new Set<string>()
  #isFirst = true

  constructor(isCut: IsCut = nothingCut) {
    this.#isCut = isCut
  }

  /** The reason of the next entry. */
  next(entry: Entry): Reason {
    const ties = tiesOfEntry(entry).filter(({ key }) => !this.#isCut(key, entry.first.timeNs))
    const reason = this.#isFirst ? firstReason : this.#reasonOf(entry, ties)
    this.#isFirst = false
    for (const { key } of ties) this.#seen.add(key)
    return reason
  }

  #reasonOf(entry: Entry, ties: readonly Tie[]): Reason {
    const { node } = entry.sample
    for (const lineage of lineagesOf(entry)) {
      const shared = lineage.findIndex((process) => this.#seen.has(processKey(node, process)))
      if (shared >= 0) return lineageReason(lineage, shared)
    }
    const tie = ties.find(({ kind, key }) => kind !== 'lineage' && this.#seen.has(key))
    if (tie !== undefined) return { kind: tie.kind, text: tieText(tie) }
    return entry.count > 1
      ? { kind: 'fingerprint', text: `one of ${entry.count} repeats shares something with another alert` }
      : { kind: 'lineage', text: 'shares something with a repeat of another alert, or somebody joined them' }
  }
}

/** What alerts share that a tie joins, for a person. */
export const tieText = ({ kind, name }: Tie): string => `${shares[kind]}: ${name}`

const shares: Readonly<Record<TieKind, string>> = {
  lineage: 'same process tree',
  container: 'same container',
  object: 'same Kubernetes object',
  workload: 'same workload',
  user: 'same user who logged in',
  address: 'same remote address',
  executable: 'same executable',
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
