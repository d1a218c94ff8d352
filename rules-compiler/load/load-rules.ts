/** Files of rules in, rules ready to compile and everything there is to say about them out. */
import { didYouMean } from '../check/nearest.ts'
import type { Place } from '../place.ts'
import { resolveLists, substituteLists } from '../resolve/lists.ts'
import { Macros } from '../resolve/macros.ts'
import { resolveRule } from '../resolve/resolve-rule.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'
import { type CollectedRule, Collection } from './collect.ts'
import { Findings } from './findings.ts'
import type { Item } from './items.ts'
import type { LoadOptions } from './options.ts'
import type { PlacedText } from './placed-text.ts'
import { type RuleFile, readFile } from './read-file.ts'
import { YamlMemory } from './read-yaml.ts'
import { sources } from './source.ts'

/**
 * Loads files in order; definitions in later ones take the place of earlier ones. Nothing is thrown for bad input. A process
 * that loads again and again keeps `yaml`, and parses only what has changed.
 */
export function loadRules(
  files: readonly RuleFile[],
  options: LoadOptions = {},
  yaml: YamlMemory = new YamlMemory(),
): RuleSet {
  const findings = new Findings()
  const collection = new Collection(findings)
  const reader = {
    take: (item: Item) => collect(item, collection, findings),
    lose: (label: string) => collection.lost.add(label),
  }
  const ends: number[] = []
  for (const file of files) {
    readFile(file, yaml, findings, reader)
    ends.push(collection.size)
  }
  yaml.endLoad()
  const rules = resolve(collection, ends, options, findings)
  const macros = new Map<string, Place>([...collection.macros.values()].map(({ name, at }) => [name, at]))
  return { rules, diagnostics: findings.all, macros }
}

function collect(item: Item, collection: Collection, findings: Findings): void {
  collection.take(item)
  if (item.kind !== 'rule') return
  const rule = collection.rules.get(item.name)
  if (rule !== undefined && rule.source === null)
    findings.warning(
      'LOAD_UNKNOWN_SOURCE',
      `Unknown source ${rule.sourceName}, skipping`,
      item.at,
      `rule '${item.name}'`,
      didYouMean(rule.sourceName, sources.keys()) || `sources are ${[...sources.keys()].join(', ')}`,
    )
}

function resolve(
  collection: Collection,
  ends: readonly number[],
  options: LoadOptions,
  findings: Findings,
): readonly ResolvedRule[] {
  const usedLists = new Set<string>()
  const lists = resolveLists(collection.lists, usedLists)
  const prepare = (text: PlacedText): PlacedText => substituteLists(text, lists, usedLists)
  const macros = new Macros(collection, prepare, findings)
  const visibilityOf = (rule: CollectedRule): number => ends.find((end) => end > rule.visibility) ?? collection.size
  const resolving = { macros, prepare, lists: collection.lists, options, findings }
  const rules = [...collection.rules.values()].flatMap((rule) => {
    if (findings.isFull) return []
    const resolved = resolveRule(rule, { ...resolving, visibility: visibilityOf(rule) })
    return resolved === null ? [] : [resolved]
  })
  if (!findings.hasErrors) warnUnused(collection, usedLists, macros.used, findings)
  return rules
}

function warnUnused(
  { lists, macros }: Collection,
  usedLists: ReadonlySet<string>,
  usedMacros: ReadonlySet<string>,
  findings: Findings,
): void {
  for (const { name, at } of macros.values())
    if (!usedMacros.has(name))
      findings.warning('LOAD_UNUSED_MACRO', 'Macro not referred to by any other rule/macro', at, `macro '${name}'`)
  for (const { name, at } of lists.values())
    if (!usedLists.has(name))
      findings.warning('LOAD_UNUSED_LIST', 'List not referred to by any other rule/macro', at, `list '${name}'`)
}
