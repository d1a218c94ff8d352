/** Rules → one bundle, the same bytes for the same rules. */
import { abi } from '#schema/abi'
import { decodeBundle, encodeBundle } from '#schema/bundle'
import { capturedTypes } from '#schema/capture/record-types'
import { eventTypeNamed, eventTypes } from '#schema/events'
import type { Bundle, Manifest, ManifestRule } from '#schema/manifest'
import { maxRules, memoryMap } from '#schema/memory'
import { fieldsRead } from '../condition/fields-read.ts'
import { assembled } from '../emit/assembler.ts'
import { isSupplied } from '../emit/fields.ts'
import { moduleSource } from '../emit/module-source.ts'
import { ruleSources } from '../emit/sources.ts'
import { deriveFilter } from '../kernel-filter/derive-kernel-filter.ts'
import { valuesReadBy } from '../report/values-read.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'
import { captureNeeds } from './capture-needs.ts'
import { kernelNeeds } from './kernel-needs.ts'
import { ValueTable } from './value-table.ts'

export interface CompileOptions {
  /** Where assembled modules are kept by the hash of their source; nowhere if it is not given. */
  readonly cacheDirectory?: string
  /** For events of captures in place of those of this kernel. */
  readonly captures?: boolean
  /** Hears of each step and what it took. */
  readonly log?: (line: string) => void
}

function manifestRule(rule: ResolvedRule, values: ValueTable): ManifestRule {
  const { name, source, priority, tags, description, enabled, eventTypes, at } = rule
  return {
    name,
    source,
    priority,
    tags,
    description,
    enabled,
    eventTypes,
    notCaptured: source === 'syscall' ? eventTypes.filter((type) => eventTypeNamed(type)?.judged !== true) : [],
    output: values.parts(rule.output, rule),
    extraFields: rule.extraFields.map((field) => values.field(field, rule)),
    reads: source === 'syscall' ? valuesReadBy(rule) : [],
    place: { file: at.file, line: at.line, column: at.column },
  }
}

const unsuppliedOf = (rules: readonly ResolvedRule[]): readonly string[] => {
  const names = rules
    .filter(({ source }) => source === 'syscall')
    .flatMap(({ condition }) =>
      fieldsRead(condition)
        .filter(({ field }) => !isSupplied(field))
        .map(({ field }) => field.name),
    )
  return [...new Set(names)].sort()
}

function checkSizes(rules: readonly ResolvedRule[], tables: Uint8Array): void {
  if (rules.length > maxRules) throw new Error(`${rules.length} rules are more than the ${maxRules} of one bundle`)
  const { capacity } = memoryMap.tablesA
  if (tables.length > capacity)
    throw new Error(`the rules need ${tables.length} bytes of tables, of at most ${capacity}`)
}

/** Compiles a rule set that has no errors. */
export async function compileBundle(ruleSet: RuleSet, options: CompileOptions = {}): Promise<Bundle> {
  const { cacheDirectory, log } = options
  const { rules } = ruleSet
  const values = new ValueTable()
  const manifestRules = rules.map((rule) => manifestRule(rule, values))
  const { source, tables, jsonFields } = moduleSource(
    rules,
    values.shown,
    deriveFilter(ruleSet),
    options.captures === true ? capturedTypes : eventTypes,
  )
  checkSizes(rules, tables)
  log?.(`generated ${source.length} characters for ${rules.length} rules`)
  const assembling = assembled({ entry: 'rules', files: ruleSources(source), effort: 'quick' }, cacheDirectory)
  // The assembler is another process: what the kernel needs is found out meanwhile.
  const kernel = kernelNeeds(ruleSet)
  const module = await assembling
  log?.(`assembled ${module.length} bytes of module, ${tables.length} of tables`)
  const manifest: Manifest = {
    version: 1,
    abi,
    rules: manifestRules,
    values: values.values,
    unsupplied: unsuppliedOf(rules),
    kernel,
    ...(options.captures === true ? { capture: captureNeeds(ruleSet) } : {}),
    jsonFields,
    moduleBytes: module.length,
    tableBytes: tables.length,
  }
  return decodeBundle(encodeBundle({ manifest, module, tables, vectors: new Uint8Array(), reader: new Uint8Array() }))
}
