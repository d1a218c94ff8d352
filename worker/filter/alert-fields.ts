/** What a filter may ask of an alert: its own parts by plain names, and every output field by Falco's name. */
import { sources } from '#rules-compiler/conditions'
import type { Field, FieldType } from '#schema/field'

const field = (name: string, type: FieldType, doc: string, list = false): Field => ({
  name,
  type,
  list,
  argument: null,
  doc,
  volatility: 'event',
  source: 'rule',
  supplied: true,
  use: 'filter',
})

const own: readonly Field[] = [
  field('rule', 'charbuf', 'The rule that matched.'),
  field('priority', 'uint64', 'By name; the more severe is the greater.'),
  field('tags', 'charbuf', 'The tags of the rule.', true),
  field('source', 'charbuf', 'The event source.'),
  field('node', 'charbuf', 'The node that sent it.'),
  field('hostname', 'charbuf', 'The name of the machine.'),
  field('time', 'uint64', 'When it was last seen; RFC 3339.'),
  field('output', 'charbuf', 'The output line.'),
]

const known = [...own, ...[...sources.values()].flatMap(({ fields }) => [...fields.values()])]
const classes = new Set(known.map(({ name }) => name.split('.')[0] ?? ''))

/** The names without a dot. */
export const plainFields: ReadonlySet<string> = new Set(own.map(({ name }) => name))

/** Whether a field is of a plugin that is not known here; such fields are text. */
export const isForeign = (name: string): boolean => name.includes('.') && !classes.has(name.split('.')[0] ?? '')

class AlertFields extends Map<string, Field> {
  override get(name: string): Field | undefined {
    return super.get(name) ?? (isForeign(name) ? field(name, 'charbuf', 'A field of a plugin.') : undefined)
  }
}

/** The fields of alerts as the checker looks them up. */
export const alertSource = { name: 'alerts', fields: new AlertFields(known.map((one) => [one.name, one])) }
