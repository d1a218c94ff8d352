/** Reads values out of a mapping as Falco does, with its words where they are missing or of the wrong kind. */

import { nearestOf } from '../check/nearest.ts'
import type { Place } from '../place.ts'
import { LoadFault } from './findings.ts'
import type { PlacedText } from './placed-text.ts'
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './yaml-tree.ts'

/** The value of a key; of a key that is written twice, the first. */
export const nodeAt = (item: MappingNode, key: string): YamlNode | undefined =>
  item.entries.find((entry) => entry.key === key)?.value

/** A fault in the structure of a file. */
export const structureFault = (message: string, at: Place, hint: string): LoadFault =>
  new LoadFault('LOAD_ERR_YAML_VALIDATE', message, at, hint)

/** A scalar that is there and not empty. */
export function scalarOf(item: MappingNode, key: string): ScalarNode {
  const value = nodeAt(item, key)
  if (value === undefined) throw missing(item, key)
  if (value.kind === 'scalar' && value.isNull)
    throw structureFault(`Mapping for key '${key}' is empty`, value.at, `write a value behind '${key}:'`)
  if (value.kind !== 'scalar') throw structureFault('Value is not a scalar value', value.at, `'${key}' takes one text`)
  if (value.text === '') throw structureFault('Value must be non-empty', value.at, `write a text behind '${key}:'`)
  return value
}

/** The fault of a key that must be there and is not; a misspelt one may be. */
export function missing(item: MappingNode, key: string): LoadFault {
  const keys = item.entries.map((entry) => entry.key)
  const near = nearestOf(key, keys)
  return structureFault(
    `Item has no mapping for key '${key}'`,
    item.at,
    near === null ? `add a line '${key}: …' to the item` : `did you mean '${key}' where '${near}' stands?`,
  )
}

/** The text of a key that must be there. */
export const textOf = (item: MappingNode, key: string): string => scalarOf(item, key).text

/** The text of a key that must be there, with its places. */
export const placedOf = (item: MappingNode, key: string): PlacedText => scalarOf(item, key).placed()

/** What `decode` makes of a key's value, or null if the key is not there. */
export const optional = <T>(item: MappingNode, key: string, decode: (item: MappingNode, key: string) => T): T | null =>
  nodeAt(item, key) === undefined ? null : decode(item, key)

const trueTexts = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const falseTexts = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/

/** A truth value in any of YAML's spellings. */
export function flagOf(item: MappingNode, key: string): boolean {
  const value = scalarOf(item, key)
  if (trueTexts.test(value.text)) return true
  if (falseTexts.test(value.text)) return false
  throw structureFault("Can't decode YAML scalar value", value.at, `'${key}' is true or false`)
}

/** A whole number that is not negative. */
export function countOf(item: MappingNode, key: string): number {
  const value = scalarOf(item, key)
  if (/^(?:\d+|0x[0-9a-fA-F]+)$/.test(value.text) && Number(value.text) <= 0xffffffff) return Number(value.text)
  throw structureFault("Can't decode YAML scalar value", value.at, `'${key}' is a whole number of milliseconds: 5000`)
}

/** The scalars of a sequence. */
export function scalarsOf(item: MappingNode, key: string): readonly ScalarNode[] {
  const value = nodeAt(item, key)
  if (value === undefined) throw missing(item, key)
  return sequence(value, 'Value is not a sequence', `write '${key}: [one, two]'`).items.map((member) => {
    if (member.kind !== 'scalar')
      throw structureFault(
        'sequence value is not scalar',
        member.at,
        `'${key}' takes texts only; one with a colon, comma or bracket in it goes in quotes`,
      )
    return member
  })
}

/** A node that must be a sequence. */
export function sequence(node: YamlNode, message: string, hint: string): SequenceNode {
  if (node.kind !== 'sequence') throw structureFault(message, node.at, hint)
  return node
}

/** A node that must be a mapping. */
export function mapping(node: YamlNode, message: string, hint: string): MappingNode {
  if (node.kind !== 'mapping') throw structureFault(message, node.at, hint)
  return node
}
