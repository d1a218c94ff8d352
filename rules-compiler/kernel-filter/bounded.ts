/** Keeps lists of clauses short: doubles and implied ones go, and beyond a limit clauses are united, never dropped. */
import { type Clause, hull, implies, partsOf } from './clause.ts'
import type { FactSet } from './fact-set.ts'

/** What losing a part costs: roughly the share of events that only it removes. */
const weights: Readonly<Record<string, number>> = {
  name: 8,
  file_name: 8,
  directory: 8,
  process: 6,
  open_flags: 6,
  name_backwards: 5,
  part: 6,
  remote_port: 4,
  server_port: 4,
  mode: 4,
  remote_address: 3,
  server_address: 3,
  container: 3,
  uid: 3,
  result: 1,
}

const exception = 0.5

/** Whether the set is what is left without some values, which is nearly everything. */
const isRest = (set: FactSet): boolean => (set.kind === 'ranges' ? set.first : set.prefixes.get('') === true)

/** How much a clause removes by itself, in the measure of `weights`; exceptions remove little. */
export function weightOfClause({ sets, bits, process }: Clause): number {
  let weight = 0
  for (const [fact, set] of sets) weight += isRest(set) ? exception : weightOf(fact)
  for (const [fact, { any }] of bits) weight += any.length === 0 ? exception : weightOf(fact)
  for (const condition of process.values()) weight += condition.kind === 'not' ? exception : weightOf('process')
  return weight
}

const weightOf = (part: string): number => weights[part] ?? 2

/** Tests of bits are the one part whose union is not exact. */
const isBits = (part: string): boolean => part === 'open_flags' || part === 'mode'

/** How much less the hull of two clauses removes; zero if they differ in the values of one fact only. */
function lossOf(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): number {
  let lost = 0
  let different = 0
  for (const [part, key] of a) {
    const other = b.get(part)
    if (other === undefined) lost += weightOf(part)
    else if (other !== key) different += isBits(part) ? weightOf(part) / 2 : 1
  }
  for (const part of b.keys()) if (!a.has(part)) lost += weightOf(part)
  const isOnlyOneFact = different === 1 && lost === 0
  return isOnlyOneFact ? 0 : lost + different
}

/** The same clauses without those that another one implies. */
export function withoutImplied(clauses: readonly Clause[]): readonly Clause[] {
  const kept: Clause[] = []
  for (const clause of new Map(clauses.map((clause) => [clause.key, clause])).values()) {
    if (kept.some((other) => implies(clause, other))) continue
    const rest = kept.filter((other) => !implies(other, clause))
    kept.splice(0, kept.length, ...rest, clause)
  }
  return kept
}

/** The two clauses whose hull loses least. */
export function nearest(clauses: readonly Clause[]): { readonly i: number; readonly j: number; readonly loss: number } {
  const parts = clauses.map(partsOf)
  let best = { i: 0, j: 1, loss: Number.POSITIVE_INFINITY }
  parts.forEach((a, i) => {
    for (let j = i + 1; j < parts.length; j++) {
      const b = parts[j]
      const loss = b === undefined ? Number.POSITIVE_INFINITY : lossOf(a, b)
      if (loss < best.loss) best = { i, j, loss }
    }
  })
  return best
}

/** At most `limit` clauses that hold wherever the given ones do. Unions that lose nothing are made in any case. */
export function bounded(clauses: readonly Clause[], limit: number): readonly Clause[] {
  let kept = withoutImplied(clauses)
  while (kept.length > 1) {
    const { i, j, loss } = nearest(kept)
    const [a, b] = [kept[i], kept[j]]
    if (a === undefined || b === undefined || (loss > 0 && kept.length <= limit)) break
    const united = hull(a, b)
    kept = [...kept.filter((clause) => clause !== a && clause !== b && !implies(clause, united)), united]
  }
  return kept
}
