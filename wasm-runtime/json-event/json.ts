/** JSON as events bring it: parsed with numbers as written, walked by keys, and put back into text. */

/** A parsed value; a number that a double would change is kept as it was written. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Numbers whose text a double may not keep: many digits, a fraction or an exponent. */
const fragile = /-?\d{16}|\d\.\d|\d[eE]/

/** Parses a text; throws SyntaxError. */
export function parseJson(text: string): Json {
  // JSON.parse makes nothing but these; raw numbers are only walked over and printed.
  if (!fragile.test(text)) return JSON.parse(text) as Json
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
      ? JSON.rawJSON(context.source)
      : value,
  ) as Json
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** The value under a key, or of an index of a list; undefined if there is none. */
export function member(value: Json | undefined, key: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined
  if (isList(value)) return /^\d{1,9}$/.test(key) ? value[Number(key)] : undefined
  return Object.hasOwn(value, key) ? value[key] : undefined
}

/** The value that a path of keys leads to. */
export const at = (value: Json, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((inner, key) => member(inner, key), value)

/** A text as it is, anything else as its JSON. */
export const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/**
 * The values that a path leads to through lists on its way: all items of each list, or the one of `index`. Undefined if
 * it leads nowhere; within all items, those that lead nowhere are undefined.
 */
export function every(
  value: Json,
  path: readonly string[],
  index: number | null,
): readonly (Json | undefined)[] | undefined {
  const [key, ...rest] = path
  if (key === undefined) return [value]
  if (isList(value) && index === null) return value.flatMap((item) => every(item, path, index) ?? [undefined])
  const inside = isList(value) && index !== null ? value[index] : value
  const next = member(inside, key)
  return next === undefined ? undefined : every(next, rest, index)
}

/** The texts of values, without those that are not there. */
export const textsOf = (values: readonly (Json | undefined)[]): readonly string[] =>
  values.flatMap((value) => (value === undefined ? [] : [textOf(value)]))

/** Of a list, its items; of anything else, nothing. */
export const itemsOf = (value: Json | undefined): readonly Json[] =>
  value !== undefined && value !== null && isList(value) ? value : []
