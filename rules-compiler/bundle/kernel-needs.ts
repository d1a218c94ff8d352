/** What the enabled rules need of the kernel. */
import { eventTypes } from '#schema/events'
import { followedFor } from '#schema/followed-calls'
import type { KernelNeeds } from '#schema/manifest'
import { deriveKernelFilter } from '../kernel-filter/derive-kernel-filter.ts'
import { fieldsUsed } from '../report/describe-rules.ts'
import type { ResolvedRule, RuleSet } from '../rule.ts'

const captured = eventTypes.filter(({ judged }) => judged).map(({ name }) => name)

/** Calls that every program makes all the time; they are captured for rules that name them, not for those that name none. */
const onlyByName = new Set(['close', 'fcntl', 'pipe', 'pipe2', 'eventfd', 'eventfd2', 'socketpair'])
const byDefault = captured.filter((name) => !onlyByName.has(name) && !/^(recv|send)/.test(name))

/** The captured event types that enabled rules ask for, what of them the kernel can let go at once, and the environment. */
export function kernelNeeds(ruleSet: RuleSet): KernelNeeds {
  const enabled = ruleSet.rules.filter((rule) => rule.enabled && rule.source === 'syscall')
  const wanted = new Set(enabled.flatMap(({ eventTypes: types }) => (types.length === 0 ? byDefault : types)))
  const followed = new Set(enabled.flatMap(stateRead).flatMap(followedFor))
  const filter = deriveKernelFilter(ruleSet).types
  return {
    eventTypes: captured.filter((name) => wanted.has(name) || followed.has(name)),
    filter: filter.map((type) => (followed.has(type.type) ? { ...type, changesState: true } : type)),
    wantEnv: enabled.some(readsEnvironment),
  }
}

/** What a rule reads; one on chdir also what its relative names start from. */
const stateRead = ({ condition, output, eventTypes: types }: ResolvedRule): readonly string[] => [
  ...fieldsUsed(condition),
  ...output.flatMap((part) => (part.kind === 'value' ? [part.text] : [])),
  ...(types.includes('chdir') ? ['proc.cwd'] : []),
]

/** Reading it costs a copy at each exec. */
const readsEnvironment = ({ condition, output }: ResolvedRule): boolean =>
  fieldsUsed(condition).some(isEnvironment) || output.some((part) => part.kind === 'value' && isEnvironment(part.text))

const isEnvironment = (field: string): boolean => /^proc\.a?env\b/.test(field)
