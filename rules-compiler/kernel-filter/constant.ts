/** Fields whose value the event type alone decides, and comparisons that are settled by it. */
import type { EventType } from '#schema/events'
import type { Field } from '#schema/field'
import type { Check, Condition, Operand } from '../condition/condition.ts'
import { isSupplied } from '../emit/fields.ts'
import { evaluateCondition } from '../oracle/evaluate.ts'
import type { Value } from '../oracle/value.ts'
import { hasPath } from './kernel-leaf.ts'

const encoder = new TextEncoder()

/** Event types whose fields tell of an open. */
const opens: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'open_by_handle_at'])

/** Whether evt.is_open_* tell of the type; of creat only evt.is_open_exec does. */
export const isOpen = ({ name }: EventType): boolean => opens.has(name)

const isOfPath = ({ name }: Field): boolean => name.startsWith('fs.path.') || name === 'evt.abspath'

/** Whether no event of the type has what the field is read from. */
const isMissing = (field: Field, { body, category, usesFd }: EventType): boolean =>
  (field.name.startsWith('fd.') && !(body === 'descriptor' && usesFd)) ||
  (isOfPath(field) && (body !== 'descriptor' || category === 'net'))

const falseUnlessOpen: ReadonlySet<string> = new Set([
  'evt.is_open_read',
  'evt.is_open_write',
  'evt.is_open_exec',
  'evt.is_open_create',
])

const values: Readonly<Record<string, (type: EventType) => Value | undefined | null>> = {
  'evt.type': ({ name }) => encoder.encode(name),
  'syscall.type': ({ name, body }) => (body === 'exit_body' ? undefined : encoder.encode(name)),
  // Of reading and writing it depends on the descriptor.
  'evt.category': ({ category }) => (category === 'io' ? null : encoder.encode(category)),
  'evt.source': () => encoder.encode('syscall'),
  'evt.dir': () => encoder.encode('<'),
}

/** The value of a field in every event of the type, undefined if it is absent from all of them; null if it varies. */
function constantField(field: Field, argument: string | number | null, type: EventType): Value | undefined | null {
  const isArgument = field.name === 'evt.arg' || field.name === 'evt.rawarg'
  if (!isSupplied(field) || isMissing(field, type)) return undefined
  if (isArgument && !hasParameter(type, argument)) return undefined
  if (falseUnlessOpen.has(field.name) && !isOpen(type) && !(field.name === 'evt.is_open_exec' && type.name === 'creat'))
    return false
  if (type.body === 'exit_body' && field.name === 'evt.failed') return false
  if (type.body === 'exit_body' && (field.name === 'evt.res' || field.name === 'evt.rawres')) return undefined
  const value = values[field.name]
  return value === undefined ? null : value(type)
}

function hasParameter({ parameters }: EventType, argument: string | number | null): boolean {
  if (argument === null) return true
  return /^\d+$/.test(String(argument))
    ? parameters[Number(argument)] !== undefined
    : parameters.some(({ name }) => name === argument)
}

/** The fields of an operand with their arguments. */
export function fieldsOf(operand: Operand): readonly (Operand & { kind: 'field' })[] {
  if (operand.kind === 'field') return [operand]
  return operand.kind === 'transformer' ? operand.arguments.flatMap(fieldsOf) : []
}

/** Both sides of a comparison, as far as they are operands. */
export const operandsOf = ({ left, right }: Check): readonly Operand[] =>
  right.kind === 'operand' ? [left, right.operand] : [left]

/** What the comparison says of every event of the type; null if that varies. */
export function constantCheck(check: Check, type: EventType): boolean | null {
  const fields = operandsOf(check).flatMap(fieldsOf)
  const known = fields.map(({ field, argument }) => constantField(field, argument, type))
  if (known.includes(undefined)) return false
  if (fields.length === 0 || known.includes(null)) return null
  return evaluateCondition(check, (field, argument) => constantField(field, argument, type) ?? undefined)
}

/** Everything about a type that decides more than comparisons with its name and its parameters. */
const profileOf = (type: EventType): string => {
  const { name, body, category, usesFd } = type
  return [body, category, usesFd, isOpen(type), name === 'creat', hasPath(type)].join()
}

const byName: ReadonlySet<string> = new Set(['evt.type', 'syscall.type', 'evt.arg', 'evt.rawarg'])

/** The comparisons that ask the name of the type or one of its parameters. */
function checksByName(condition: Condition): readonly Check[] {
  switch (condition.kind) {
    case 'constant':
      return []
    case 'not':
      return checksByName(condition.term)
    case 'check':
      return operandsOf(condition)
        .flatMap(fieldsOf)
        .some(({ field }) => byName.has(field.name))
        ? [condition]
        : []
    default:
      return condition.terms.flatMap(checksByName)
  }
}

const knownChecks = new WeakMap<Condition, readonly Check[]>()

/** The same for types of which a condition says the same. */
export function signatureOf(condition: Condition, type: EventType): string {
  const checks = knownChecks.get(condition) ?? checksByName(condition)
  knownChecks.set(condition, checks)
  return [profileOf(type), ...checks.map((check) => constantCheck(check, type))].join(' ')
}
