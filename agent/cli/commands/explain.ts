import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import {
  deriveKernelFilter,
  explainKernelFilter,
  explainRule,
  loadRules,
  type ResolvedRule,
  type RuleSet,
  renderDiagnostics,
  renderExplanation,
  renderKernelFilter,
} from '#rules-compiler'
import { visible, visibleJson } from '#schema/visible-text'
import { askStats, ControlError } from '../../control/client.ts'
import { type InForce, inForceLines, inForceOf } from '../../explain/in-force.ts'
import { reasonLines, whyJson, whyLines } from '../../explain/why-lines.ts'
import { eventsByLine, type RecordedWhy, whyRecorded } from '../../explain/why-recorded.ts'
import { cacheDirectory } from '../../start/prepare-rules.ts'
import { sampleRecording } from '../../start/prepare-source.ts'
import { type Command, type ExitStatus, type Invocation, UsageError } from '../command.ts'
import { dataFolder } from '../edge-access.ts'
import { numberOption, userPath } from '../parse.ts'
import { readRulesOf } from '../read-rules.ts'
import type { Terminal } from '../terminal.ts'
import { timedRuns } from '../timed-runs.ts'

/** `npx eyas explain`: how one rule is decided. */
export const explain: Command = {
  name: 'explain',
  summary: 'Shows the condition of a rule as a tree, and what decides each part.',
  usage: '[options] RULE FILE|DIR… | --kernel FILE|DIR…',
  description:
    'The tree names the macro that each part came from, and what it depends on: the process (fixed from one exec to the\nnext), its lineage, the path, this one event, or something of the process that changes (age, user, terminal).\n' +
    'With --events it says of each recorded event of the types of the rule whether the rule matches and which checks decide\nthat; with --line in full, each check with the values that it saw.',
  options: {
    json: { type: 'boolean', doc: 'Prints JSON.' },
    events: { type: 'string', value: 'FILE', doc: 'Recorded events (JSON lines; `sample` for those that eyas ships).' },
    line: { type: 'string', value: 'N', doc: 'Only the event on this line of the recording, in full.' },
    kernel: {
      type: 'boolean',
      doc: 'Shows the filter that all the rules together put into the kernel, and what the agent that runs here measured.',
    },
    data: { type: 'string', value: 'DIR', doc: 'The data directory that npm start runs with, for --kernel.' },
  },
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const isKernel = invocation.flag('kernel')
    if (!isKernel && invocation.positionals.length < 2) throw new UsageError('needs the name of a rule and FILE|DIR…')
    const files = await readRulesOf(invocation, isKernel ? 0 : 1)
    const loaded = loadRules(files)
    const errors = loaded.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length > 0) {
      terminal.say(renderDiagnostics(files, errors))
      return 1
    }
    const events = invocation.text('events')
    if (events !== undefined && !isKernel) return explainEvents(invocation, loaded, events, terminal)
    if (isKernel) return explainKernel(invocation, loaded, terminal)
    const [data, text] = ruleOf(invocation.positionals[0] ?? '', loaded)
    terminal.print(invocation.flag('json') ? JSON.stringify(data, null, 2) : text)
    return 0
  },
}

async function explainEvents(
  invocation: Invocation,
  loaded: RuleSet,
  given: string,
  terminal: Terminal,
): Promise<ExitStatus> {
  const rule = ruleNamed(invocation.positionals[0] ?? '', loaded)
  const line = numberOption(invocation, 'line', 1, Number.MAX_SAFE_INTEGER)
  const file = given === 'sample' ? sampleRecording : userPath(invocation, given)
  const told = await whyRecorded(rule, loaded.macros, eventsByLine(readFileSync(file, 'utf8'), file), cacheDirectory)
  const shown = told.filter((one) => line === undefined || one.line === line)
  if (shown.length === 0)
    throw new UsageError(
      `${line === undefined ? 'no event' : `the event on line ${line}`} is of a type that the rule judges`,
    )
  for (const one of shown) {
    if (invocation.flag('json')) terminal.print(visibleJson(JSON.stringify({ ...one, why: whyJson(one.why) })))
    else for (const text of recordedLines(one, line !== undefined, terminal)) terminal.print(text)
  }
  return 0
}

function recordedLines({ line, eventType, why }: RecordedWhy, inFull: boolean, terminal: Terminal): readonly string[] {
  const verdict = why.matches ? terminal.style('green', 'matches') : 'does not match'
  const head = `line ${line}, ${eventType}: ${verdict}`
  return inFull ? [head, ...whyLines(why, terminal.style)] : [head, ...reasonLines(why).map((text) => `  ${text}`)]
}

function ruleNamed(name: string, { rules }: RuleSet): ResolvedRule {
  const rule = rules.find((candidate) => candidate.name === name && candidate.source === 'syscall')
  if (rule === undefined)
    throw new UsageError(`there is no rule '${name}' on system calls in these files; npx eyas rules lists them`)
  return rule
}

/** The time between the two looks at a running agent. */
const measuredMs = 1_000

/** What is shown, as data and as text. */
type Shown = readonly [data: unknown, text: string]

/** The filter of the rules given, and what the filter of the agent that runs here comes to, if one does. */
async function explainKernel(invocation: Invocation, loaded: RuleSet, terminal: Terminal): Promise<ExitStatus> {
  const types = explainKernelFilter(deriveKernelFilter(loaded), loaded)
  const measured = await measuredHere(dataFolder(invocation), terminal)
  if (invocation.flag('json')) {
    terminal.print(visibleJson(JSON.stringify({ types, measured: measured ?? null }, null, 2)))
    return 0
  }
  terminal.print(renderKernelFilter(types))
  if (measured !== undefined) for (const line of ['', ...inForceLines(measured)]) terminal.print(visible(line))
  return 0
}

async function measuredHere(folder: string, terminal: Terminal): Promise<InForce | undefined> {
  try {
    const before = await askStats(folder)
    const stop = await timedRuns(terminal)
    await wait(measuredMs)
    const now = await askStats(folder)
    stop()
    return inForceOf(before, now)
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    terminal.say(`not measured: ${error.message}`)
    return undefined
  }
}

function ruleOf(name: string, loaded: RuleSet): Shown {
  const explanation = explainRule(name, loaded)
  if (explanation === undefined)
    throw new UsageError(`there is no rule '${name}' in these files; npx eyas rules lists them`)
  return [explanation, renderExplanation(explanation)]
}
