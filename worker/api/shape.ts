/**
 * Shapes of JSON: each says once what a value looks like. It reads values at the door, becomes a JSON Schema in the
 * OpenAPI document, and gives TypeScript its type, so that the three cannot differ.
 */
import type { Faults } from '../fault.ts'
import { readFlag, readList, readMap, readPattern, readText } from '../ingest/read-values.ts'

/** A JSON Schema, as OpenAPI 3.1 has it. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A shape of values of the type `T`. */
export interface Shape<T> {
  readonly json: JsonSchema
  /** The value, or a stand-in with faults that say what is wrong with it. */
  read(value: unknown, place: string, faults: Faults): T
  /** Whether a map may leave it out. */
  readonly isOptional?: true
}

/** The type of the values of a shape. */
export type Of<S> = S extends Shape<infer T> ? T : never

/** Text of at most `max` characters, in the form of a pattern where one is given. */
export const text = (max: number, form?: { readonly pattern: RegExp; readonly hint: string }): Shape<string> => ({
  json: { type: 'string', maxLength: max, ...(form && { pattern: form.pattern.source }) },
  read: (value, place, faults) =>
    form === undefined
      ? readText(value, place, max, faults)
      : readPattern(value, place, form.pattern, form.hint, faults),
})

/** Text that is not blank. */
export const filledText = (max: number): Shape<string> => ({
  json: { type: 'string', minLength: 1, maxLength: max },
  read(value, place, faults) {
    const read = readText(value, place, max, faults)
    if (read.trim() === '' && typeof value === 'string') faults.add('empty', place, 'must not be empty')
    return read
  },
})

/** A time as RFC 3339 has it. */
export const time: Shape<string> = {
  json: { type: 'string', format: 'date-time' },
  read(value, place, faults) {
    const read = readText(value, place, 64, faults)
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(read)) return read
    if (typeof value === 'string') faults.add('not_a_time', place, 'must be a time such as 2026-01-31T12:00:00Z')
    return read
  },
}

/** One of some words. */
export const oneOf = <const Word extends string>(words: readonly [Word, ...Word[]]): Shape<Word> => ({
  json: { type: 'string', enum: words },
  read(value, place, faults) {
    const word = words.find((one) => one === value)
    if (word === undefined) faults.add('not_one_of', place, `must be one of ${words.join(', ')}`)
    return word ?? words[0]
  },
})

/** A whole number between two, both included. */
export const count = (least = 0, most = Number.MAX_SAFE_INTEGER): Shape<number> => ({
  json: { type: 'integer', minimum: least, maximum: most },
  read(value, place, faults) {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    faults.add('not_a_count', place, `must be a whole number from ${least} to ${most}`)
    return least
  },
})

/** A whole number written as text, as parameters of an address are. */
export const countText = (least: number, most: number): Shape<number> => ({
  json: { type: 'integer', minimum: least, maximum: most },
  read: (value, place, faults) =>
    count(least, most).read(
      typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
      place,
      faults,
    ),
})

/** Any number. */
export const number: Shape<number> = {
  json: { type: 'number' },
  read(value, place, faults) {
    if (typeof value === 'number' && Number.isFinite(value)) return value
    faults.add('not_a_number', place, 'must be a number')
    return 0
  },
}

/** True or false. */
export const flag: Shape<boolean> = { json: { type: 'boolean' }, read: readFlag }

/** A list of at most `max` items. */
export const list = <T>(item: Shape<T>, max = 100_000): Shape<readonly T[]> => ({
  json: { type: 'array', items: item.json, maxItems: max },
  read: (value, place, faults) => readList(value, place, max, faults, (one, at) => item.read(one, at, faults)),
})

/** A map from any name to values of one shape. */
export const record = <T>(value: Shape<T>, max = 10_000): Shape<Readonly<Record<string, T>>> => ({
  json: { type: 'object', additionalProperties: value.json, maxProperties: max },
  read(given, place, faults) {
    const entries = Object.entries(readMap(given, place, faults))
    if (entries.length > max) faults.add('too_many', place, `must be at most ${max}`)
    return Object.fromEntries(
      entries.slice(0, max).map(([name, one]) => [name, value.read(one, `${place}.${name.slice(0, 64)}`, faults)]),
    )
  },
})

/** The value, or null. */
export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  json: { anyOf: [shape.json, { type: 'null' }] },
  read: (value, place, faults) => (value === null ? null : shape.read(value, place, faults)),
})

/** A value that a map may leave out. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> & { readonly isOptional: true } => ({
  json: shape.json,
  isOptional: true,
  read: (value, place, faults) => (value === undefined ? undefined : shape.read(value, place, faults)),
})

/** Any value: what it holds is up to others. */
export const anything: Shape<unknown> = { json: {}, read: (value) => value }

/** The shape under a name, so that the document writes it once. */
export const named = <T>(name: string, shape: Shape<T>): Shape<T> => ({
  ...shape,
  json: { $ref: `#/components/schemas/${name}`, [inline]: { name, json: shape.json } },
})

/** Where a named shape carries itself until the document is written. */
export const inline: unique symbol = Symbol('named shape')

type Shapes = Readonly<Record<string, Shape<unknown>>>
type OptionalKeys<M extends Shapes> = { [K in keyof M]: M[K] extends { isOptional: true } ? K : never }[keyof M]

/** The type of a map of shapes. */
export type MapOf<M extends Shapes> = { readonly [K in Exclude<keyof M, OptionalKeys<M>>]: Of<M[K]> } & {
  readonly [K in OptionalKeys<M>]?: Exclude<Of<M[K]>, undefined>
}

/** A map of known keys; others are left out, so that newer clients are understood. */
export const map = <M extends Shapes>(shapes: M): Shape<MapOf<M>> => ({
  json: {
    type: 'object',
    properties: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, shape.json])),
    required: Object.entries(shapes).flatMap(([name, shape]) => (shape.isOptional ? [] : [name])),
  },
  read(value, place, faults) {
    const given = readMap(value, place, faults)
    const entries = Object.entries(shapes).flatMap(([name, shape]) => {
      const read = shape.read(given[name], place === 'body' ? name : `${place}.${name}`, faults)
      return read === undefined && shape.isOptional ? [] : [[name, read] as const]
    })
    // Each key was read by the shape of that key.
    return Object.fromEntries(entries) as MapOf<M>
  },
})
