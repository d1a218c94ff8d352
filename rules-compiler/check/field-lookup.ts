/** Finds the field that a name and an argument mean. */
import { isEventName } from '#schema/event-names'
import { parameterType } from '#schema/event-parameters'
import type { Field } from '#schema/field'
import { ConditionFault } from '../condition/fault.ts'
import type { Source } from '../load/source.ts'

/** A field with its argument, as a condition holds it. */
export interface FoundField {
  readonly field: Field
  readonly argument: string | number | null
}

/** A field that is not there; Falco lets rules with `skip-if-unknown-filter` pass it. */
export const nonexistent = (name: string): ConditionFault =>
  new ConditionFault(`filter_check called with nonexistent field ${name}`)

/** The field of that name with that argument in brackets; throws a ConditionFault if there is none. */
export function findField(source: Source, name: string, argument: string | null): FoundField {
  const field = source.fields.get(name)
  const written = argument === null ? name : `${name}[${argument}]`
  if (field !== undefined) return withArgument(field, argument, written)
  const dotted = longestDottedPrefix(source, name)
  if (dotted === null || argument !== null) throw nonexistent(written)
  return withDottedArgument(dotted, name.slice(dotted.name.length + 1), written)
}

/** The field that a text like `proc.aname[2]` means, or null. */
export function findFieldWritten(source: Source, text: string): FoundField | null {
  const match = /^([a-zA-Z]\w*(?:\.[a-zA-Z]\w*)+)(?:\[(.*)\])?$/.exec(text)
  if (match === null) return null
  try {
    return findField(source, match[1] ?? '', match[2] ?? null)
  } catch (error) {
    if (error instanceof ConditionFault) return null
    throw error
  }
}

function longestDottedPrefix(source: Source, name: string): Field | null {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const field = source.fields.get(name.slice(0, dot))
    if (field?.argument?.dotted) return field
  }
  return null
}

function withArgument(field: Field, argument: string | null, written: string): FoundField {
  if (argument === null) {
    if (!field.argument?.required) return { field, argument: null }
    if (field.source === 'container metadata' || field.source === 'json')
      throw new ConditionFault(`filter '${written}': ${field.name} requires an argument but none provided`)
    throw new ConditionFault(`filter syntax error: ${written}`)
  }
  switch (field.argument?.kind) {
    case undefined:
      throw nonexistent(written)
    case 'index':
      return withIndex(field, argument, written)
    case 'index or key':
      if (/^-?\d+$/.test(argument)) return withIndex(field, argument, written)
      if (field.name === 'evt.arg') throw new ConditionFault(`${argument} is not a valid number`)
      return { field, argument }
    case 'key':
      if (field.name === 'evt.rawarg') throw new ConditionFault('evt.arg fields must be expressed explicitly')
      if (field.argument?.dotted && field.source !== 'container metadata') throw nonexistent(written)
      return { field, argument }
  }
}

/** An index; -1 means what no index means. */
function withIndex(field: Field, argument: string, written: string): FoundField {
  if (!/^[+-]?\d{1,10}$/.test(argument)) throw nonexistent(written)
  const index = Number(argument)
  return { field, argument: index === -1 && !field.argument?.required ? null : index }
}

function withDottedArgument(field: Field, argument: string, written: string): FoundField {
  switch (field.name) {
    case 'evt.arg':
      parameterTypeOf(argument, written)
      return { field, argument }
    case 'evt.rawarg':
      return { field: { ...field, type: parameterTypeOf(argument, written) }, argument }
    case 'evt.type.is':
      if (!isEventName(argument) && !/^\d+$/.test(argument)) throw nonexistent(written)
      return { field, argument }
    case 'evt.abspath':
      if (argument !== 'src' && argument !== 'dst') throw nonexistent(written)
      return { field, argument }
    default:
      return { field, argument }
  }
}

/** The type of an event parameter; Falco takes the longest parameter that the name begins with, then wants all of it. */
function parameterTypeOf(name: string, written: string): Field['type'] {
  const type = parameterType(name)
  if (type !== undefined) return type
  for (let length = name.length - 1; length > 0; length--)
    if (parameterType(name.slice(0, length)) !== undefined) throw nonexistent(written)
  throw new ConditionFault(`unknown event argument ${name}`)
}
