/**
 * What a comparison rests on, which decides where its outcome may be remembered. A field is listed only if everything
 * that its code reads is part of what it is remembered by: the process record, the path with the kind of descriptor,
 * or the name of the process.
 */
import type { EventType } from '#schema/events'
import type { Field } from '#schema/field'
import type { Check } from '../condition/condition.ts'
import { type FieldOperand, fieldsRead } from '../condition/fields-read.ts'
import { slotsOf } from '../emit/supplied-fields.ts'

/** By what a verdict is remembered; `event` is what costs so little that it is asked each time. */
export type Ground = 'event' | 'process' | TextGround

/** `asked path`: a path that was asked for as it is, so that fields of it as asked rest on it too. */
export type TextGround = 'path' | 'asked path' | 'name'

const ofPath: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.directory',
  'fd.filename',
  'fd.type',
  'fd.typechar',
  'fs.path.name',
])

const cheap: ReadonlySet<string> = new Set(['container.id', 'fd.l4proto'])

/** Arguments that are the first path of a call, as asked or made absolute. */
const isPathArgument = ({ left }: Check, { parameters }: EventType): boolean => {
  if (left.kind !== 'field' || left.field.name !== 'evt.arg') return false
  const column = parameters.find(({ name }, i) => name === left.argument || String(i) === String(left.argument))?.column
  return column === 'descriptor.name_raw' || column === 'descriptor.path'
}

const holds: Readonly<Record<Ground, (field: Field) => boolean>> = {
  event: ({ name }) => cheap.has(name),
  process: ({ volatility, source }) =>
    volatility === 'container' || (volatility === 'exec' && source === 'process table'),
  path: ({ name }) => ofPath.has(name),
  'asked path': ({ name }) => ofPath.has(name) || name === 'fs.path.nameraw',
  name: ({ name }) => name === 'proc.name',
}

/** In captures some fields of a type come ready-made beside what they are remembered by. */
const isSuppliedApart = ({ field, argument }: FieldOperand, type: EventType): boolean =>
  type.captured === true && slotsOf(field, argument, type).length > 0

/** Whether the outcome of a check depends on nothing but that ground, in events of the type. */
export const restsOn = (check: Check, ground: Ground, type: EventType): boolean =>
  fieldsRead(check).every((read) => holds[ground](read.field) && !isSuppliedApart(read, type)) ||
  (ground === 'asked path' && !type.captured && check.right.kind !== 'operand' && isPathArgument(check, type))

/** What the rules of events of one type are remembered by. A new image is judged once, so only its name comes again. */
export function groundsOf(type: EventType): { readonly process: boolean; readonly text: TextGround | null } {
  if (type.body === 'process_body' || type.body === 'exit_body') return { process: false, text: 'name' }
  if (type.body !== 'descriptor' || type.category === 'net') return { process: true, text: null }
  return { process: true, text: type.usesFd ? 'path' : 'asked path' }
}
