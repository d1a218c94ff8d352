/** `override`: which keys of an item are appended and which replaced. */
import { didYouMean } from '../check/nearest.ts'
import type { Place } from '../place.ts'
import { mapping, nodeAt, structureFault } from './decode.ts'
import type { Findings } from './findings.ts'
import type { Entry, MappingNode } from './yaml-tree.ts'

/** Message of an item that uses both ways to append. */
export const bothWaysMessage =
  "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. 'condition: append') under 'override' instead."

/** What to do about an item that uses both ways to append. */
export const bothWaysHint = "leave out 'append: true'"

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
  /** Keys whose entry is at fault, which has been reported. */
  readonly faulty: ReadonlySet<string>
}

/** Reads `override` of an item, or null if it has none. */
export function readOverrides(
  item: MappingNode,
  allowed: Overridable,
  label: string,
  findings: Findings,
): Overrides | null {
  const value = nodeAt(item, 'override')
  if (value === undefined) return null
  const append = new Map<string, Place>()
  const replace = new Map<string, Place>()
  const faulty = new Set<string>()
  const { entries } = mapping(
    value,
    "Value of 'override' is not a mapping",
    "write 'override:' and below it '  condition: append'",
  )
  for (const entry of entries) {
    if (findings.isFull) break
    const operation = findings.guard(label, () => operationOf(entry, allowed))
    if (operation === null) faulty.add(entry.key)
    else if (operation === 'append') append.set(entry.key, entry.keyAt)
    else replace.set(entry.key, entry.keyAt)
  }
  return append.size + replace.size + faulty.size === 0 ? null : { append, replace, faulty }
}

function operationOf({ key, keyAt, value }: Entry, allowed: Overridable): 'append' | 'replace' {
  const text = value.kind === 'scalar' ? value.text : ''
  if (text === 'append') {
    if (allowed.append.includes(key)) return text
    throw structureFault(
      `Key '${key}' cannot be appended to, use 'replace' instead`,
      keyAt,
      allowed.replace.includes(key) ? `${key}: replace` : keyHint(key, 'append', allowed),
    )
  }
  if (text === 'replace') {
    if (allowed.replace.includes(key)) return text
    throw structureFault(`Key '${key}' cannot be replaced`, keyAt, keyHint(key, 'replace', allowed))
  }
  const operations = (['append', 'replace'] as const).filter((operation) => allowed[operation].includes(key))
  throw structureFault(
    `Invalid override operation for key '${key}': '${text}'. Allowed values are: ${operations.join(' ')}`,
    value.at,
    operations.length === 0
      ? keyHint(key, 'replace', allowed)
      : operations.map((name) => `'${key}: ${name}'`).join(' or '),
  )
}

const keyHint = (key: string, operation: 'append' | 'replace', allowed: Overridable): string =>
  didYouMean(key, allowed[operation]) || `'${operation}' goes with ${allowed[operation].join(', ')}`
