/** How the tables of fields are written: one line a field. */
import type { Field, FieldSource, FieldType, Volatility } from '../field.ts'

/** `live` fields are filled from events today; `later` ones are known but absent. */
export type Supply = 'live' | 'later'

/** What a field may have beyond the common columns. */
export type Extra = Partial<
  Pick<Field, 'argument' | 'list' | 'use' | 'format' | 'right' | 'transformable' | 'deprecated' | 'source'>
>

/** A writer of rows whose values come from `source` unless a row says otherwise. */
export const rowsFrom =
  (source: FieldSource) =>
  (name: string, type: FieldType, volatility: Volatility, supply: Supply, doc: string, extra: Extra = {}): Field => ({
    name,
    type,
    list: false,
    argument: null,
    doc,
    volatility,
    source,
    supplied: supply === 'live',
    use: 'any',
    ...extra,
  })

/** A field that prints in decimal. */
export const decimal = { format: 'decimal' } as const
/** A field that prints as an id, without separators. */
export const id = { format: 'id' } as const
/** A field that prints with ten digits, zeros in front. */
export const padded = { format: 'padded' } as const
/** A field that Falco has deprecated. */
export const deprecated = { deprecated: true } as const
/** A field for conditions only, compared in a way of its own: no transformer, nothing of it on the right. */
export const conditionOnly = { use: 'filter', right: false, transformable: false } as const
/** An optional index in brackets. */
export const optionalIndex = { argument: { kind: 'index', required: false } } as const
