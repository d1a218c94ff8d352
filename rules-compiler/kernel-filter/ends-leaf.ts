/** Addresses and ports of the ends of a connection. */
import type { EventType } from '#schema/events'
import type { AddressFact, NumberFact } from '#schema/kernel-filter'
import type { Check } from '../condition/condition.ts'
import { type Bounds, type BoundsOf, boundsOfCheck } from './bounds.ts'
import { always, type Clause, factIn, type SetFact } from './clause.ts'
import { andClauses, orClauses } from './dnf.ts'
import { complement, type FactSet } from './fact-set.ts'
import { hasPath, type KernelLeaf } from './kernel-leaf.ts'
import { everyText } from './prefix-set.ts'
import { everyInteger, range } from './range-set.ts'
import { nets, numbers } from './sets-of-constants.ts'

const ports: Readonly<Record<string, readonly NumberFact[]>> = {
  'fd.lport': ['local_port'],
  'fd.rport': ['remote_port'],
  'fd.cport': ['client_port'],
  'fd.sport': ['server_port'],
  'fd.port': ['local_port', 'remote_port'],
}

const addresses: Readonly<Record<string, readonly AddressFact[]>> = {
  'fd.lip': ['local_address'],
  'fd.lnet': ['local_address'],
  'fd.rip': ['remote_address'],
  'fd.rnet': ['remote_address'],
  'fd.cip': ['client_address'],
  'fd.cnet': ['client_address'],
  'fd.sip': ['server_address'],
  'fd.snet': ['server_address'],
  'fd.ip': ['local_address', 'remote_address'],
  'fd.net': ['local_address', 'remote_address'],
}

/** A comparison that some end has to satisfy, or with `!=` every end. */
function leafOfEnds<S extends FactSet>(
  facts: readonly SetFact[],
  check: Check,
  every: S,
  boundsOf: BoundsOf<S>,
): KernelLeaf | null {
  const bounds: Bounds<S> | null = boundsOfCheck(check, every, boundsOf)
  if (bounds === null) return null
  const inside = facts.map((fact) => factIn(fact, bounds.over))
  const outside = facts.map((fact) => factIn(fact, complement(bounds.under)))
  return check.operator === '!='
    ? { kind: 'kernel', holds: andClauses(inside), fails: orClauses(outside) }
    : { kind: 'kernel', holds: orClauses(inside), fails: andClauses(outside) }
}

const hasDescriptor: KernelLeaf = {
  kind: 'kernel',
  holds: factIn('fd', range(0n, null)),
  fails: factIn('fd', range(null, -1n)),
}

/** A file has no ends, so that nothing holds of them. */
const never: { readonly holds: readonly Clause[]; readonly fails: readonly Clause[] } = { holds: [], fails: [always] }

/** The leaf of a field of the ends; null if the field is another or sets cannot tell the comparison. */
export function endsLeaf(check: Check, name: string, type: EventType): KernelLeaf | null {
  const facts = ports[name] ?? addresses[name]
  if (facts === undefined) return null
  if (facts.length > 1 && check.operator === 'exists') return hasDescriptor
  if (hasPath(type)) return { kind: 'kernel', ...never }
  return name in ports ? leafOfEnds(facts, check, everyInteger, numbers) : leafOfEnds(facts, check, everyText, nets)
}
