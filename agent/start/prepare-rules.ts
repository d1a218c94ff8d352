/** Loads the rules and refuses them with all their faults, or hands them on to be compiled. */
import {
  type Diagnostic,
  deriveKernelFilter,
  fieldsUsed,
  type LoadOptions,
  loadRules,
  type RuleSet,
  renderDiagnostics,
} from '#rules-compiler'
import { eventTypeNamed, eventTypes } from '#schema/events'
import type { Terminal } from '../cli/terminal.ts'
import type { LiveSource } from '../hot/messages.ts'
import { type RuleFile, RuleFilesError, readRuleFiles } from '../rules-source/read-rule-files.ts'

/** The rules to run, or undefined if they have faults, which have been said, with what happens instead. */
export async function prepareRules(
  paths: readonly string[],
  options: LoadOptions,
  terminal: Terminal,
  otherwise = 'nothing was started',
): Promise<RuleSet | undefined> {
  const files = await filesOrSay(paths, terminal, otherwise)
  if (files === undefined) return undefined
  const rules = loadRules(files, options)
  const errors = rules.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    terminal.say(renderDiagnostics(files, errors))
    terminal.say(`eyas: the rules have ${errors.length} fault${errors.length === 1 ? '' : 's'}; ${otherwise}`)
    return undefined
  }
  sayWarnings(rules, terminal)
  return rules
}

async function filesOrSay(
  paths: readonly string[],
  terminal: Terminal,
  otherwise: string,
): Promise<readonly RuleFile[] | undefined> {
  try {
    return await readRuleFiles(paths)
  } catch (error) {
    if (!(error instanceof RuleFilesError)) throw error
    terminal.say(`eyas: ${error.message}; ${otherwise}`)
    return undefined
  }
}

function sayWarnings({ rules, diagnostics }: RuleSet, terminal: Terminal): void {
  const warnings = diagnostics.filter(({ severity }: Diagnostic) => severity === 'warning').length
  if (warnings > 0)
    terminal.say(`  note  rules    ${warnings} warning${warnings === 1 ? '' : 's'}; npx eyas check shows them`)
  const idle = rules.filter(
    ({ enabled, source, eventTypes }) =>
      source !== 'syscall' ||
      (enabled && eventTypes.length > 0 && eventTypes.every((name) => eventTypeNamed(name) === undefined)),
  )
  if (idle.length === 0) return
  terminal.say(`  note  rules    ${idle.length} never match here, because their events are not captured:`)
  for (const { name, source, eventTypes } of idle) {
    terminal.say(`                 ${name} (${source === 'syscall' ? eventTypes.join(', ') : source})`)
  }
}

const captured = eventTypes.filter(({ judged }) => judged).map(({ name }) => name)

/** Calls that every program makes all the time; they are captured for rules that name them, not for those that name none. */
const onlyByName = new Set(['close', 'fcntl', 'pipe', 'pipe2', 'eventfd', 'eventfd2', 'socketpair'])
const byDefault = captured.filter((name) => !onlyByName.has(name) && !/^(recv|send)/.test(name))

/** The captured event types that enabled rules ask for, and those of them that the kernel can let go at once. */
export function kernelNeeds(ruleSet: RuleSet): Pick<LiveSource, 'eventTypes' | 'filter'> {
  const enabled = ruleSet.rules.filter((rule) => rule.enabled && rule.source === 'syscall')
  const wanted = new Set(enabled.flatMap(({ eventTypes }) => (eventTypes.length === 0 ? byDefault : eventTypes)))
  return {
    eventTypes: captured.filter((name) => wanted.has(name)),
    filter: deriveKernelFilter(ruleSet).types,
  }
}

/** Whether an enabled rule reads the environment of a process, which costs a copy at each exec. */
export const wantsEnv = ({ rules }: RuleSet): boolean =>
  rules.some(
    ({ enabled, condition, output }) =>
      enabled &&
      (fieldsUsed(condition).some(isEnvironment) ||
        output.some((part) => part.kind === 'value' && isEnvironment(part.text))),
  )

const isEnvironment = (field: string): boolean => /^proc\.a?env\b/.test(field)
