/** A `rule` item: a whole rule, a change to one, or the old switch. */
import type { Priority } from '#schema/priority'
import { priorities } from '#schema/priority'
import { countOf, flagOf, nodeAt, optional, placedOf, scalarOf, scalarsOf, structureFault, textOf } from './decode.ts'
import type { Findings } from './findings.ts'
import type { Item, RuleBody, RuleItem, RuleUpdate } from './items.ts'
import type { PlacedText } from './placed-text.ts'
import { readExceptions } from './read-exceptions.ts'
import { appendDeprecatedMessage, bothWaysMessage, type Overrides, readOverrides } from './read-override.ts'
import type { MappingNode } from './yaml-tree.ts'

const appendable = ['condition', 'output', 'desc', 'tags', 'exceptions'] as const
const replaceable = [
  ...appendable,
  'priority',
  'capture',
  'capture_duration',
  'enabled',
  'warn_evttypes',
  'skip-if-unknown-filter',
] as const

/** The keys that a rule may have. */
export const ruleKeys: readonly string[] = ['rule', 'source', 'append', 'override', ...replaceable]

const enabledDeprecatedMessage =
  "The standalone 'enabled' key usage is deprecated. The correct approach requires also a 'replace' entry under the 'override' key (i.e. 'enabled: replace')."

type Reading = {
  readonly item: MappingNode
  readonly name: string
  readonly label: string
  readonly findings: Findings
}

/** Reads a rule item; changes to a rule come out in the order in which they take effect. */
export function readRule(item: MappingNode, findings: Findings): readonly Item[] {
  const name = textOf(item, 'rule')
  const reading = { item, name, label: `rule '${name}'`, findings }
  const append = optional(item, 'append', flagOf) ?? false
  if (append) findings.warning('LOAD_DEPRECATED_ITEM', appendDeprecatedMessage, item.at, reading.label)
  const overrides = readOverrides(item, { append: appendable, replace: replaceable })
  if (append && overrides !== null) throw structureFault(bothWaysMessage, item.at)
  if (overrides !== null) return readOverridingRule(reading, overrides)
  if (append) return [readAppendingRule(reading)]
  if (!['condition', 'output', 'desc', 'priority'].some((key) => nodeAt(item, key) !== undefined)) {
    const enabled = flagOf(item, 'enabled')
    findings.warning('LOAD_DEPRECATED_ITEM', enabledDeprecatedMessage, item.at, reading.label)
    return [{ kind: 'switch', name, enabled, at: item.at }]
  }
  return [readWholeRule(reading)]
}

/** The source as written, or empty. */
function sourceOf(item: MappingNode): string {
  const value = nodeAt(item, 'source')
  return value === undefined || (value.kind === 'scalar' && (value.isNull || value.text === ''))
    ? ''
    : textOf(item, 'source')
}

function readWholeRule({ item, name, label, findings }: Reading): RuleItem {
  const body: RuleBody = {
    condition: placedOf(item, 'condition'),
    output: trimmed(placedOf(item, 'output')),
    description: textOf(item, 'desc'),
    priority: priorityOf(item),
    enabled: optional(item, 'enabled', flagOf) ?? true,
    capture: optional(item, 'capture', flagOf) ?? false,
    captureDurationMs: optional(item, 'capture_duration', countOf) ?? 0,
    warnEventTypes: optional(item, 'warn_evttypes', flagOf) ?? true,
    skipIfUnknownFilter: optional(item, 'skip-if-unknown-filter', flagOf) ?? false,
    tags: optional(item, 'tags', tagsOf) ?? [],
    exceptions: readExceptions(item, false, label, findings),
  }
  return { kind: 'rule', name, source: optional(item, 'source', textOf) ?? 'syscall', body, at: item.at }
}

function trimmed(text: PlacedText): PlacedText {
  const start = text.text.length - text.text.trimStart().length
  return text.slice(start, Math.max(start, text.text.trimEnd().length))
}

function priorityOf(item: MappingNode): Priority {
  const { text, at } = scalarOf(item, 'priority')
  const wanted = text.toLowerCase() === 'info' ? 'informational' : text.toLowerCase()
  const priority = priorities.find((candidate) => candidate.toLowerCase() === wanted)
  if (priority === undefined) throw structureFault('Invalid priority', at, `one of ${priorities.join(', ')}`)
  return priority
}

/** Tags are a set; they keep the order in which they are first written. */
const tagsOf = (item: MappingNode): readonly string[] => [...new Set(scalarsOf(item, 'tags').map(({ text }) => text))]

function readAppendingRule({ item, name, label, findings }: Reading): RuleUpdate {
  const keys = (['condition', 'exceptions'] as const).filter((key) => nodeAt(item, key) !== undefined)
  const changes = Object.assign({}, ...keys.map((key) => changeOf(key, 'append', item, label, findings)))
  return update(
    'append',
    { item, name, label, findings },
    changes,
    keys.map((key) => ({ key, at: item.at })),
  )
}

const update = (
  action: RuleUpdate['action'],
  { item, name }: Reading,
  changes: Partial<RuleBody>,
  keys: RuleUpdate['keys'],
): RuleUpdate => ({ kind: 'update', action, name, source: sourceOf(item), changes, keys, at: item.at })

/** Appends take effect before replacements, as in Falco. */
function readOverridingRule(reading: Reading, overrides: Overrides): readonly Item[] {
  const { item } = reading
  const updates = (['append', 'replace'] as const)
    .filter((action) => overrides[action].size > 0)
    .map((action) => readUpdate(reading, overrides, action))
  for (const key of replaceable) {
    const entry = item.entries.find((candidate) => candidate.key === key)
    if (entry !== undefined && !overrides.append.has(key) && !overrides.replace.has(key))
      throw structureFault(
        `Unexpected key '${key}': no corresponding entry under 'override' is defined.`,
        entry.keyAt,
        `add '${key}: replace' under 'override'`,
      )
  }
  return updates
}

function readUpdate(reading: Reading, overrides: Overrides, action: RuleUpdate['action']): RuleUpdate {
  const { item, label, findings } = reading
  const changes: Partial<RuleBody> = {}
  for (const [key, at] of overrides[action]) {
    const taken = action === 'replace' && overrides.append.has(key)
    if (nodeAt(item, key) === undefined || taken)
      throw structureFault(`An ${action} override for '${key}' was specified but '${key}' is not defined`, at)
    Object.assign(changes, changeOf(key, action, item, label, findings))
  }
  return update(
    action,
    reading,
    changes,
    [...overrides[action]].map(([key, at]) => ({ key, at })),
  )
}

function changeOf(
  key: string,
  action: RuleUpdate['action'],
  item: MappingNode,
  label: string,
  findings: Findings,
): Partial<RuleBody> {
  switch (key) {
    case 'condition':
      return { condition: placedOf(item, key) }
    case 'output':
      return { output: placedOf(item, key) }
    case 'desc':
      return { description: textOf(item, key) }
    case 'tags':
      return { tags: tagsOf(item) }
    case 'exceptions':
      return { exceptions: readExceptions(item, action === 'append', label, findings) }
    case 'priority':
      return { priority: priorityOf(item) }
    case 'capture':
      return { capture: flagOf(item, key) }
    case 'capture_duration':
      return { captureDurationMs: countOf(item, key) }
    case 'enabled':
      return { enabled: flagOf(item, key) }
    case 'warn_evttypes':
      return { warnEventTypes: flagOf(item, key) }
    case 'skip-if-unknown-filter':
      return { skipIfUnknownFilter: flagOf(item, key) }
    default:
      throw new Error(`no rule has the key ${key}`)
  }
}
