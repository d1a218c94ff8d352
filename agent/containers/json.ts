/** Reads what a runtime answers as JSON: what is not there, or of another kind, is empty. */

/** The value below the keys, or undefined. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = Reflect.get(found, key)
  }
  return found
}

/** The text below the keys, or an empty one. */
export function textAt(value: unknown, ...keys: readonly string[]): string {
  const found = at(value, ...keys)
  return typeof found === 'string' ? found : ''
}

/** Whether `true` stands below the keys. */
export const isTrue = (value: unknown, ...keys: readonly string[]): boolean => at(value, ...keys) === true

/** The members of the array below the keys, or none. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = at(value, ...keys)
  return Array.isArray(found) ? found : []
}

/** The entries below the keys whose values are texts. */
export function textsAt(value: unknown, ...keys: readonly string[]): Readonly<Record<string, string>> {
  const found = at(value, ...keys)
  if (typeof found !== 'object' || found === null) return {}
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
