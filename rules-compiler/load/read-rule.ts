/** A `rule` item: a whole rule, a change to one, or the old switch. */
import type { Priority } from '#schema/priority'
import { priorities } from '#schema/priority'
import { didYouMean } from '../check/nearest.ts'
import { countOf, flagOf, nodeAt, optional, placedOf, scalarOf, scalarsOf, structureFault, textOf } from './decode.ts'
import type { Findings } from './findings.ts'
import type { Item, RuleBody, RuleItem, RuleUpdate } from './items.ts'
import type { PlacedText } from './placed-text.ts'
import { readExceptions } from './read-exceptions.ts'
import {
  appendDeprecatedMessage,
  bothWaysHint,
  bothWaysMessage,
  type Overrides,
  readOverrides,
} from './read-override.ts'
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
  const append = findings.guard(reading.label, () => optional(item, 'append', flagOf)) ?? false
  if (append) findings.warning('LOAD_DEPRECATED_ITEM', appendDeprecatedMessage, item.at, reading.label)
  const overrides = readOverrides(item, { append: appendable, replace: replaceable }, reading.label, findings)
  if (append && overrides !== null) throw structureFault(bothWaysMessage, item.at, bothWaysHint)
  if (overrides !== null) return readOverridingRule(reading, overrides)
  if (append) return [readAppendingRule(reading)]
  if (!['condition', 'output', 'desc', 'priority'].some((key) => nodeAt(item, key) !== undefined)) {
    if (nodeAt(item, 'enabled') === undefined) return [readWholeRule(reading)]
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

/** Reads key by key, so that a fault in one hides none in another. */
function readWholeRule({ item, name, label, findings }: Reading): RuleItem {
  const read = <T>(decode: () => T): T | null => findings.guard(label, decode)
  const flag = (key: string): boolean | null => read(() => optional(item, key, flagOf))
  const body: RuleBody = {
    condition: read(() => placedOf(item, 'condition')),
    output: read(() => trimmed(placedOf(item, 'output'))),
    description: read(() => textOf(item, 'desc')) ?? '',
    priority: read(() => priorityOf(item)) ?? 'Debug',
    enabled: flag('enabled') ?? true,
    capture: flag('capture') ?? false,
    captureDurationMs: read(() => optional(item, 'capture_duration', countOf)) ?? 0,
    warnEventTypes: flag('warn_evttypes') ?? true,
    skipIfUnknownFilter: flag('skip-if-unknown-filter') ?? false,
    tags: read(() => optional(item, 'tags', tagsOf)) ?? [],
    exceptions: read(() => readExceptions(item, false, label, findings)) ?? [],
  }
  const source = read(() => optional(item, 'source', textOf)) ?? 'syscall'
  return { kind: 'rule', name, source, body, at: item.at }
}

function trimmed(text: PlacedText): PlacedText {
  const start = text.text.length - text.text.trimStart().length
  return text.slice(start, Math.max(start, text.text.trimEnd().length))
}

function priorityOf(item: MappingNode): Priority {
  const { text, at } = scalarOf(item, 'priority')
  const wanted = text.toLowerCase() === 'info' ? 'informational' : text.toLowerCase()
  const priority = priorities.find((candidate) => candidate.toLowerCase() === wanted)
  if (priority === undefined) throw structureFault('Invalid priority', at, priorityHint(text))
  return priority
}

function priorityHint(text: string): string {
  const names = priorities.map((name) => name.toLowerCase())
  const guess = didYouMean(text.toLowerCase(), [...names, 'info'])
  return `${guess === '' ? '' : `${guess} `}one of ${priorities.join(', ')}`
}

/** Tags are a set; they keep the order in which they are first written. */
const tagsOf = (item: MappingNode): readonly string[] => [...new Set(scalarsOf(item, 'tags').map(({ text }) => text))]

function readAppendingRule({ item, name, label, findings }: Reading): RuleUpdate {
  const keys = (['condition', 'exceptions'] as const).filter((key) => nodeAt(item, key) !== undefined)
  const changes = Object.assign(
    {},
    ...keys.map((key) => findings.guard(label, () => changeOf(key, 'append', item, label, findings))),
  )
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
    const isNamed = overrides.append.has(key) || overrides.replace.has(key) || overrides.faulty.has(key)
    if (entry !== undefined && !isNamed)
      reading.findings.error(
        'LOAD_ERR_YAML_VALIDATE',
        `Unexpected key '${key}': no corresponding entry under 'override' is defined.`,
        entry.keyAt,
        reading.label,
        `add '${key}: replace' under 'override'`,
      )
  }
  return updates
}

function readUpdate(reading: Reading, overrides: Overrides, action: RuleUpdate['action']): RuleUpdate {
  const { item, label, findings } = reading
  const changes: Partial<RuleBody> = {}
  for (const [key, at] of overrides[action]) {
    const change = findings.guard(label, () => {
      const taken = action === 'replace' && overrides.append.has(key)
      if (nodeAt(item, key) === undefined || taken)
        throw structureFault(
          `An ${action} override for '${key}' was specified but '${key}' is not defined`,
          at,
          taken ? `append to '${key}' or replace it, not both` : `add a line '${key}: …' beside 'override'`,
        )
      return changeOf(key, action, item, label, findings)
    })
    Object.assign(changes, change)
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
