/** `list` and `macro` items. */
import { flagOf, optional, placedOf, scalarsOf, textOf } from './decode.ts'
import type { Findings } from './findings.ts'
import type { ListItem, MacroItem } from './items.ts'
import { appendDeprecatedMessage, bothWaysHint, bothWaysMessage, readOverrides } from './read-override.ts'
import type { MappingNode } from './yaml-tree.ts'

/** The keys that a list may have. */
export const listKeys: readonly string[] = ['list', 'items', 'append', 'override']
/** The keys that a macro may have. */
export const macroKeys: readonly string[] = ['macro', 'condition', 'append', 'override']

const listName = /^[^()"'\s=,]+$/
const macroName = /^[a-zA-Z]+[a-zA-Z0-9_]*$/

/** Reads a list. */
export function readList(item: MappingNode, findings: Findings): ListItem {
  const name = textOf(item, 'list')
  const label = `list '${name}'`
  if (!listName.test(name))
    findings.warning(
      'LOAD_INVALID_LIST_NAME',
      `List has an invalid name. List names should match a regular expression: ([^()"'[:space:]=,]+)`,
      item.at,
      label,
    )
  const items = findings.guard(label, () => scalarsOf(item, 'items').map((member) => member.placed())) ?? []
  return { kind: 'list', name, items, append: isAppend(item, 'items', label, findings), at: item.at }
}

/** Reads a macro. */
export function readMacro(item: MappingNode, findings: Findings): MacroItem {
  const name = textOf(item, 'macro')
  const label = `macro '${name}'`
  if (!macroName.test(name))
    findings.warning(
      'LOAD_INVALID_MACRO_NAME',
      'Macro has an invalid name. Macro names should match a regular expression: ([a-zA-Z]+[a-zA-Z0-9_]*)',
      item.at,
      label,
    )
  const condition = findings.guard(label, () => placedOf(item, 'condition'))
  return { kind: 'macro', name, condition, append: isAppend(item, 'condition', label, findings), at: item.at }
}

/** Whether the item adds to what is there, in either way to say so. */
function isAppend(item: MappingNode, key: string, label: string, findings: Findings): boolean {
  const append = findings.guard(label, () => optional(item, 'append', flagOf)) ?? false
  if (append) findings.warning('LOAD_DEPRECATED_ITEM', appendDeprecatedMessage, item.at, label)
  const overrides = findings.guard(label, () => readOverrides(item, { append: [key], replace: [key] }, label, findings))
  if (append && overrides !== null)
    findings.error('LOAD_ERR_YAML_VALIDATE', bothWaysMessage, item.at, label, bothWaysHint)
  return append || (overrides?.append.has(key) ?? false)
}
