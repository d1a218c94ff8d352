/** Fields of events that are JSON, as code: the value of the record that was looked up for each. */
import type { Field } from '#schema/field'
import { jsonValues, pluginNames } from '#schema/json-event'
import type { FieldContext } from './fields.ts'
import type { Program } from './program.ts'
import { absent, type Value } from './value.ts'

/** Whether a field is read from the JSON and not from the header of the record. */
const isOfJson = ({ source, name }: Field): boolean => source === 'json' || name === 'evt.plugininfo'

/** The code that reads a field of events of a JSON source; `general` is that of the fields that all events have. */
export function jsonFieldValue(field: Field, { type, program, argument }: FieldContext, general: () => Value): Value {
  const { source = '' } = type
  if (field.name === 'evt.source') return constantText(program, source)
  if (field.name === 'evt.pluginname') return constantText(program, pluginNames.get(source) ?? source)
  if (!isOfJson(field)) return field.source === 'event header' || field.source === 'machine' ? general() : absent
  const number = program.jsonValue({ source, field: field.name, argument })
  const code = `jsonValue(e, ${jsonValues.offset + number * jsonValues.bytes})`
  return field.list ? { kind: 'list', code } : { kind: 'text', code }
}

const constantText = ({ tables }: Program, text: string): Value => ({
  kind: 'text',
  code: tables.text(text),
  constant: new TextEncoder().encode(text),
})
