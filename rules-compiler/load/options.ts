/** What a configuration says about rules: Falco's `rules`, `priority`, `append_output` and `static_fields`. */
import { type Priority, rankOf } from '#schema/priority'
import type { CollectedRule } from './collect.ts'

/** Switches rules on or off, by a name in which `*` stands for anything, or by a tag. */
export interface Selection {
  readonly action: 'enable' | 'disable'
  readonly rule?: string
  readonly tag?: string
}

/** Adds to the output of the rules that match. */
export interface AppendOutput {
  readonly match?: { readonly source?: string; readonly tags?: readonly string[]; readonly rule?: string }
  /** Joined to the output with a blank. */
  readonly output?: string
  /** Further output fields: a field under its own name, or a template under a key. */
  readonly fields?: readonly (string | { readonly key: string; readonly template: string })[]
  /** Appends the container and pod as `container_id=%container.id …`. */
  readonly suggestedOutput?: boolean
}

/** Options of loadRules. */
export interface LoadOptions {
  /** Less severe rules are off. */
  readonly minimumPriority?: Priority
  /** Applied one after the other. */
  readonly selections?: readonly Selection[]
  readonly appendOutput?: readonly AppendOutput[]
  /** Output fields with the same text in every alert. */
  readonly staticFields?: Readonly<Record<string, string>>
  /** Fields that have the same text in every event, by name: `static.site`. */
  readonly constants?: Readonly<Record<string, string>>
}

const suggestedFields = [
  'container.id',
  'container.name',
  'container.image.repository',
  'container.image.tag',
  'k8s.pod.name',
  'k8s.ns.name',
] as const

const suggested = suggestedFields.map((name) => `${name.replaceAll('.', '_')}=%${name}`)

/** Whether a text matches a pattern in which `*` stands for anything. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === text
  const last = rest.pop() ?? ''
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false
  let at = first.length
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return at <= text.length - last.length
}

/** Whether the rule is on, all options considered. */
export function isEnabled(rule: CollectedRule, options: LoadOptions): boolean {
  const { minimumPriority, selections = [] } = options
  if (minimumPriority !== undefined && rankOf(rule.body.priority) > rankOf(minimumPriority)) return false
  let enabled = rule.body.enabled
  for (const { action, rule: pattern, tag } of selections) {
    const byName = pattern !== undefined && matchesWildcard(pattern, rule.name)
    if (byName || (tag !== undefined && rule.body.tags.includes(tag))) enabled = action === 'enable'
  }
  return enabled
}

/** The options that add to the output of this rule. */
export const appendedTo = (rule: CollectedRule, options: LoadOptions): readonly AppendOutput[] =>
  (options.appendOutput ?? []).filter(
    ({ match = {} }) =>
      (match.source === undefined || match.source === rule.sourceName) &&
      (match.rule === undefined || match.rule === rule.name) &&
      (match.tags ?? []).every((tag) => rule.body.tags.includes(tag)),
  )

/** What an option adds to the output line of a rule of that source. */
export const appendedText = ({ output, suggestedOutput }: AppendOutput, sourceName: string): string =>
  [output ?? '', ...(suggestedOutput && sourceName === 'syscall' ? suggested : [])]
    .filter((text) => text !== '')
    .join(' ')
