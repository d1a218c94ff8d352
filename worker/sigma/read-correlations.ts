/**
 * Reads correlations as Sigma's specification has them: one or several YAML documents, each with `title` and
 * `correlation`. Rules are named as Falco names them; a correlation may name another by its title, name or id.
 */
import type { Priority } from '#schema/priority'
import type { Findings } from '../config/finding.ts'
import { openYamlDocuments, type Section } from '../config/section.ts'
import { sha256Hex } from '../digest/sha256.ts'
import {
  type Comparison,
  type Condition,
  type CorrelationRule,
  comparisons,
  correlationTypes,
  isMonotone,
} from './correlation-rule.ts'
import { inOrder } from './rule-order.ts'

const maxRules = 200
const maxTimespanNs = 7n * 86_400_000_000_000n

/** The largest number that a condition may ask for: that many alerts of one group are kept. */
export const maxCount = 5000

/** The correlations that a text describes, each after those that it refers to; undefined with faults in `findings`. */
export const readCorrelations = (text: string, findings: Findings): readonly CorrelationRule[] | undefined => {
  const documents = openYamlDocuments(text, findings)
  if (documents.length > maxRules) findings.fault('too_many', '', 1, `must be at most ${maxRules} correlations`)
  const read = documents.slice(0, maxRules).map((section) => ({ section, rule: readRule(section) }))
  const ordered = inOrder(read)
  return findings.faults.length > 0 ? undefined : ordered
}

const readRule = (section: Section): CorrelationRule => {
  const title = section.text('title')
  if (title === '' || title.length > 256) section.fault('not_a_title', 'title', 'must be 1 to 256 characters')
  if (section.item('detection') !== undefined)
    section.fault('not_a_correlation', 'detection', 'detections are Falco rules here; name the rule in a correlation')
  for (const key of unusedKeys) section.item(key)
  const names = [title, section.text('name'), section.text('id')].filter((name) => name !== '')
  const priority = readLevel(section)
  const tags = section.items('tags').map((item) => falcoTag(item.text()))
  const description = section.text('description').slice(0, 4096)
  const outerGenerate = readGenerate(section)
  const correlation = section.section('correlation')
  if (correlation === undefined) section.fault('missing', 'correlation', 'must be given')
  const body = correlation === undefined ? emptyBody : readBody(correlation)
  section.finish()
  const key = sha256Hex(JSON.stringify([title, { ...body, timespanNs: String(body.timespanNs) }])).slice(0, 16)
  const generate = body.generate ?? outerGenerate
  return { ...body, key, title, names, priority, tags, description, generate, emits: true }
}

type Body = Pick<
  CorrelationRule,
  'type' | 'rules' | 'groupBy' | 'aliases' | 'timespanNs' | 'condition' | 'field' | 'generate'
>

const emptyBody: Body = {
  type: 'event_count',
  rules: [],
  groupBy: [],
  aliases: {},
  timespanNs: 1n,
  condition: { gte: 1 },
  field: undefined,
  generate: undefined,
}

const readBody = (section: Section): Body => {
  const given = section.text('type')
  const type = correlationTypes.find((one) => one === given)
  if (type === undefined) section.fault('not_a_type', 'type', `must be one of ${correlationTypes.join(', ')}`)
  const rules = readTexts(section, 'rules')
  if (rules.length === 0) section.fault('missing', 'rules', 'must name at least one rule')
  const groupBy = readTexts(section, 'group-by')
  const aliases = readAliases(section, rules)
  const timespanNs = readTimespan(section)
  const { condition, field } = readCondition(section, type ?? 'event_count', rules.length)
  const generate = readGenerate(section)
  section.finish()
  return { type: type ?? 'event_count', rules, groupBy, aliases, timespanNs, condition, field, generate }
}

/** One text, or a list of them. */
const readTexts = (section: Section, key: string): readonly string[] => {
  const item = section.item(key)
  if (item === undefined) return []
  const texts = item.isList ? item.items().map((one) => one.text()) : [item.text()]
  if (texts.length > 64) section.fault('too_many', key, 'must be at most 64')
  if (texts.some((text) => text === '')) section.fault('empty', key, 'must not hold an empty name')
  return texts.slice(0, 64)
}

const readGenerate = (section: Section): boolean | undefined => section.item('generate')?.flag(false)

const readAliases = (section: Section, rules: readonly string[]): CorrelationRule['aliases'] => {
  const aliases = section.section('aliases')
  const entries = (aliases?.keys ?? []).map((name) => {
    const fields = aliases?.texts(name) ?? {}
    for (const rule of Object.keys(fields))
      if (!rules.includes(rule)) section.fault('unknown_rule', 'aliases', `${rule} is none of the rules named here`)
    return [name, fields] as const
  })
  return Object.fromEntries(entries)
}

const unitsNs: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
}

const readTimespan = (section: Section): bigint => {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(section.text('timespan')) ?? []
  const timespanNs = BigInt(count === '' ? 0 : count) * (unitsNs[unit] ?? 0n)
  if (timespanNs > 0n && timespanNs <= maxTimespanNs) return timespanNs
  section.fault('not_a_timespan', 'timespan', 'must be a number and one of s, m, h, d, such as 90m, and at most 7d')
  return 1n
}

const readCondition = (
  section: Section,
  type: CorrelationRule['type'],
  ruleCount: number,
): { readonly condition: Condition; readonly field: string | undefined } => {
  const given = section.section('condition')
  const isTemporal = type === 'temporal' || type === 'temporal_ordered'
  if (given === undefined && !isTemporal) section.fault('missing', 'condition', 'must be given')
  const bounds = comparisons.flatMap((comparison): (readonly [Comparison, number])[] => {
    const item = given?.item(comparison)
    if (item === undefined) return []
    const bound = item.number(0)
    if (!Number.isInteger(bound) || bound < 0 || bound > maxCount)
      item.fault('not_a_count', `must be a whole number up to ${maxCount}`)
    return [[comparison, bound]]
  })
  if (given !== undefined && bounds.length === 0)
    section.fault('missing', 'condition', `must hold one of ${comparisons.join(', ')}`)
  const field = given?.item('field')?.text()
  if (type === 'value_count' && !field) section.fault('missing', 'condition', 'value_count needs a field to count')
  if (type !== 'value_count' && field !== undefined)
    section.fault('no_meaning_here', 'condition', 'only value_count counts a field')
  given?.finish()
  const condition: Condition = bounds.length > 0 ? Object.fromEntries(bounds) : { gte: ruleCount }
  if (isMonotone(condition) && (condition.gte ?? (condition.gt ?? 0) + 1) < 1)
    section.fault('always_true', 'condition', 'holds for no alert at all; ask for at least 1')
  if (type === 'temporal_ordered' && given !== undefined && (condition.gte ?? condition.eq) !== ruleCount)
    section.fault('not_supported', 'condition', 'an order needs all of its rules; leave the condition out')
  return { condition: type === 'temporal_ordered' ? { gte: ruleCount } : condition, field }
}

const levels: Readonly<Record<string, Priority>> = {
  informational: 'Informational',
  low: 'Notice',
  medium: 'Warning',
  high: 'Error',
  critical: 'Critical',
}

const readLevel = (section: Section): Priority => {
  const level = section.text('level', 'medium')
  const priority = Object.hasOwn(levels, level) ? levels[level] : undefined
  if (priority === undefined) section.fault('not_a_level', 'level', `must be one of ${Object.keys(levels).join(', ')}`)
  return priority ?? 'Warning'
}

/** Sigma's `attack.credential-access` and `attack.t1110` as Falco's rules tag them. */
const falcoTag = (tag: string): string => {
  const [, word] = /^attack\.([a-z][a-z0-9._-]*)$/.exec(tag.toLowerCase()) ?? []
  if (word === undefined) return tag.slice(0, 128)
  return /^[tsg]\d/.test(word) ? word.toUpperCase() : `mitre_${word.replaceAll('-', '_')}`
}

/** What Sigma's rules may say about themselves without any effect. */
const unusedKeys = [
  ...['status', 'author', 'references', 'reference', 'date', 'modified', 'falsepositives', 'related', 'license'],
  ...['taxonomy', 'scope', 'fields', 'custom_attributes', 'sigma-version'],
]
