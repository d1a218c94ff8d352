/** What becomes of one comparison. */
import type { EventType } from '#schema/events'
import type { Bounds } from './bounds.ts'
import { type Clause, factIn, type SetFact } from './clause.ts'
import { complement, type FactSet } from './fact-set.ts'

/** What the kernel makes of a comparison. */
export type Leaf =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'kernel'; readonly holds: readonly Clause[]; readonly fails: readonly Clause[] }
  /** It depends on nothing but the process. */
  | { readonly kind: 'process' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** A leaf of which the kernel knows both sides. */
export type KernelLeaf = Leaf & { kind: 'kernel' }

/** The fact is present and within the bounds, or it is not. */
export const factLeaf = <S extends FactSet>(fact: SetFact, { over, under }: Bounds<S>): KernelLeaf => ({
  kind: 'kernel',
  holds: factIn(fact, over),
  fails: factIn(fact, complement(under)),
})

/** Opens: the calls whose record has one path and never a socket. */
export const hasPath = ({ name }: EventType): boolean => /^(?:open|openat|openat2|creat)$/.test(name)

/** Calls on a path alone, as unlink and mkdir: what fs.path.* reads is made of the name as that of an open is. */
export const namesOnePath = ({ body, category, usesFd }: EventType): boolean =>
  body === 'descriptor' && category === 'file' && !usesFd
