/** `override`: which keys of an item are appended and which replaced. */
import type { Place } from '../place.ts'
import { mapping, nodeAt, structureFault } from './decode.ts'
import type { MappingNode } from './yaml-tree.ts'

/** Message of an item that uses both ways to append. */
export const bothWaysMessage =
  "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. 'condition: append') under 'override' instead."

/** Message for the old way to append. */
export const appendDeprecatedMessage =
  "'append' key is deprecated. Add an 'append' entry (e.g. 'condition: append') under 'override' instead."

/** The keys that may be overridden. */
export interface Overridable {
  readonly append: readonly string[]
  readonly replace: readonly string[]
}

/** The keys that are overridden, with the places of their names under `override`. */
export interface Overrides {
  readonly append: ReadonlyMap<string, Place>
  readonly replace: ReadonlyMap<string, Place>
}

/** Reads `override` of an item, or null if it has none. */
export function readOverrides(item: MappingNode, allowed: Overridable): Overrides | null {
  const value = nodeAt(item, 'override')
  if (value === undefined) return null
  const append = new Map<string, Place>()
  const replace = new Map<string, Place>()
  for (const { key, keyAt, value: operation } of mapping(value, "Value of 'override' is not a mapping").entries) {
    const text = operation.kind === 'scalar' ? operation.text : ''
    if (text === 'append') {
      if (!allowed.append.includes(key))
        throw structureFault(`Key '${key}' cannot be appended to, use 'replace' instead`, keyAt, `${key}: replace`)
      append.set(key, keyAt)
    } else if (text === 'replace') {
      if (!allowed.replace.includes(key)) throw structureFault(`Key '${key}' cannot be replaced`, keyAt)
      replace.set(key, keyAt)
    } else throw invalidOperation(key, text, operation.at, allowed)
  }
  return append.size === 0 && replace.size === 0 ? null : { append, replace }
}

function invalidOperation(key: string, text: string, at: Place, allowed: Overridable) {
  const operations = (['append', 'replace'] as const).filter((operation) => allowed[operation].includes(key))
  return structureFault(
    `Invalid override operation for key '${key}': '${text}'. Allowed values are: ${operations.join(' ')}`,
    at,
  )
}
