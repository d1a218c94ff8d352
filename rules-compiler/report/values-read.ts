/**
 * What the conditions of rules read, as outputs name it: fields that a condition reads at both ends of a connection or of
 * all ancestors are several values of an output.
 */
import type { Field } from '#schema/field'
import { type FieldOperand, fieldsRead } from '../condition/fields-read.ts'
import type { ReadField } from '../oracle/evaluate.ts'
import type { Value } from '../oracle/value.ts'
import type { ResolvedRule } from '../rule.ts'

/** Ancestors that are asked for one by one: proc.aname[1] to this. */
const maxAncestors = 24

/** Fields of ancestors; without an index they are the values of all of them. */
const ancestral: ReadonlySet<string> = new Set([
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.apid',
  'proc.aenv',
])

/** Fields that conditions read at both ends of a connection. */
const ends: Readonly<Record<string, readonly string[]>> = {
  'fd.ip': ['fd.lip', 'fd.rip'],
  'fd.net': ['fd.lip', 'fd.rip'],
  'fd.port': ['fd.lport', 'fd.rport'],
}

const levels = Array.from({ length: maxAncestors }, (_, index) => index + 1)

/** How an output names a field; nets of one end are shown as the address of it. */
function shownAs({ name, argument: takes }: Field, argument: string | number | null): string {
  if (argument === null) return name.replace(/^fd\.([cslr])net$/, 'fd.$1ip')
  return takes?.dotted && typeof argument === 'string' ? `${name}.${argument}` : `${name}[${argument}]`
}

function valuesOf({ field, argument }: FieldOperand): readonly string[] {
  if (!field.supplied) return []
  const both = ends[field.name]
  if (both !== undefined) return ['fd.connected', ...both]
  if (!ancestral.has(field.name) || argument !== null) return [shownAs(field, argument)]
  return ['proc.ppid', ...levels.flatMap((level) => [`proc.apid[${level}]`, `${field.name}[${level}]`])]
}

/** The values that a condition reads, as outputs name them, sorted. */
export const valuesReadBy = ({ condition }: Pick<ResolvedRule, 'condition'>): readonly string[] =>
  [...new Set(fieldsRead(condition).flatMap(valuesOf))].sort()

/** Reads fields as conditions do, from values as outputs name them; `one` is asked for a value once at most. */
export function readFieldFrom(one: (name: string) => Value | undefined): ReadField {
  const known = new Map<string, Value | undefined>()
  const value = (name: string): Value | undefined => {
    if (!known.has(name)) known.set(name, one(name))
    return known.get(name)
  }
  return (field, argument) => {
    if (!field.supplied) return undefined
    const both = ends[field.name]
    if (both !== undefined)
      return value('fd.connected') === undefined ? undefined : both.flatMap((end) => value(end) ?? [])
    if (argument === null && ancestral.has(field.name)) return ancestorsOf(field.name, value)
    return value(shownAs(field, argument))
  }
}

function ancestorsOf(name: string, value: (name: string) => Value | undefined): Value | undefined {
  if (value('proc.ppid') === undefined || value('proc.apid[1]') === undefined) return undefined
  const values: Value[] = []
  for (const level of levels) {
    if (value(`proc.apid[${level}]`) === undefined) break
    const one = value(`${name}[${level}]`)
    if (one !== undefined) values.push(one)
  }
  return values
}
