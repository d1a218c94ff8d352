/** Fields with few values: the comparison is evaluated for each of them, so that every operator is exact. */
import type { EventType } from '#schema/events'
import { openFlags } from '#schema/record'
import type { Check } from '../condition/condition.ts'
import { descriptorTypes, protocolNames } from '../emit/names.ts'
import { evaluateCondition } from '../oracle/evaluate.ts'
import type { Value } from '../oracle/value.ts'
import { anyOf, noneOf } from './bits.ts'
import { bitsPass, type Clause, factIn } from './clause.ts'
import { andClauses, orClauses } from './dnf.ts'
import { complement, either, withAbsent } from './fact-set.ts'
import type { KernelLeaf } from './kernel-leaf.ts'
import { everyInteger, type RangeSet, range } from './range-set.ts'

const encoder = new TextEncoder()

/** Whether the comparison holds of that value. */
export const holdsOf = (check: Check, value: Value | undefined): boolean => evaluateCondition(check, () => value)

const byCode = (names: typeof descriptorTypes): ReadonlyMap<number, Uint8Array> =>
  new Map(names.map(({ number, text }) => [Number(number), encoder.encode(text)]))
const kinds = byCode(descriptorTypes)
const protocols = byCode(protocolNames)

/** A field of a byte: its text by code, and whether it is there without a descriptor. */
interface ByteField {
  readonly fact: 'kind' | 'l4_protocol'
  readonly needsDescriptor: boolean
  readonly textOf: (code: number) => Uint8Array | undefined
}

const [ip, unix, unknown, other] = ['ip', 'unix', '<NA>', 'o'].map((text) => encoder.encode(text))

const familyOf = (code: number): Uint8Array | undefined => {
  const kind = String.fromCharCode(code)
  return kind === '4' || kind === '6' ? ip : kind === 'u' ? unix : undefined
}

const byteFields: Readonly<Record<string, ByteField>> = {
  'fd.type': { fact: 'kind', needsDescriptor: true, textOf: (code) => kinds.get(code) },
  'fd.sockfamily': { fact: 'kind', needsDescriptor: true, textOf: familyOf },
  'fd.l4proto': { fact: 'l4_protocol', needsDescriptor: true, textOf: (code) => protocols.get(code) ?? unknown },
  'fd.typechar': {
    fact: 'kind',
    needsDescriptor: false,
    textOf: (code) => (code === 0 ? other : Uint8Array.of(code)),
  },
}

const hasDescriptor = range(0n, null)

function byteLeaf(check: Check, { fact, needsDescriptor, textOf }: ByteField): KernelLeaf {
  let set: RangeSet = withAbsent(complement(everyInteger), false)
  for (let code = 0; code < 256; code++) {
    if (holdsOf(check, textOf(code))) set = either(set, range(BigInt(code), BigInt(code)))
  }
  const inside = factIn(fact, set)
  const outside = factIn(fact, complement(set))
  if (!needsDescriptor) return { kind: 'kernel', holds: inside, fails: outside }
  return {
    kind: 'kernel',
    holds: andClauses([factIn('fd', hasDescriptor), inside]),
    fails: orClauses([factIn('fd', complement(hasDescriptor)), outside]),
  }
}

const { O_CREAT, O_TMPFILE, O_RDONLY, O_WRONLY, F_CREATED } = openFlags
const executable = 0o111

interface Cases {
  readonly yes: readonly Clause[]
  readonly no: readonly Clause[]
}

const flag = (bits: number): Cases => ({
  yes: bitsPass('open_flags', anyOf(bits)),
  no: bitsPass('open_flags', noneOf(bits)),
})
const isExecutable: Cases = { yes: bitsPass('mode', anyOf(executable)), no: bitsPass('mode', noneOf(executable)) }
const succeeded: Cases = { yes: factIn('result', range(0n, null)), no: factIn('result', range(null, -1n)) }

const and = (a: Cases, b: Cases): Cases => ({ yes: andClauses([a.yes, b.yes]), no: orClauses([a.no, b.no]) })
const or = (a: Cases, b: Cases): Cases => ({ yes: orClauses([a.yes, b.yes]), no: andClauses([a.no, b.no]) })

const truths: Readonly<Record<string, (type: EventType) => Cases>> = {
  'evt.failed': () => ({ yes: succeeded.no, no: succeeded.yes }),
  'evt.is_open_read': () => flag(O_RDONLY),
  'evt.is_open_write': () => flag(O_WRONLY),
  'evt.is_open_exec': ({ name }) => (name === 'creat' ? isExecutable : and(flag(O_CREAT | O_TMPFILE), isExecutable)),
  'evt.is_open_create': () => or(flag(F_CREATED), and(flag(O_TMPFILE), succeeded)),
}

/** The leaf of a field with few values; null for others. */
export function casesLeaf(check: Check, name: string, type: EventType): KernelLeaf | null {
  const byte = byteFields[name]
  if (byte !== undefined) return byteLeaf(check, byte)
  const cases = truths[name]?.(type)
  if (cases === undefined) return null
  const [ifYes, ifNo] = [holdsOf(check, true), holdsOf(check, false)]
  return {
    kind: 'kernel',
    holds: orClauses([ifYes ? cases.yes : [], ifNo ? cases.no : []]),
    fails: orClauses([ifYes ? [] : cases.yes, ifNo ? [] : cases.no]),
  }
}
