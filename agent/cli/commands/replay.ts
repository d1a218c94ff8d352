import { buildScapReader } from '#native'
import { sources } from '#rules-compiler'
import { decodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import { visible } from '#schema/visible-text'
import { stopCompiler } from '../../compile/compile-rules.ts'
import { compileFields } from '../../replay/compile-fields.ts'
import { type FieldPrinter, jsonRows, tableRows } from '../../replay/field-rows.ts'
import { FieldsFault, splitFields } from '../../replay/field-rules.ts'
import { type FileKind, kindOf } from '../../replay/open-source.ts'
import { prepareRules } from '../../start/prepare-rules.ts'
import { type Command, type Invocation, UsageError } from '../command.ts'
import { engineOptions, matchingOption } from '../engine-options.ts'
import { type EngineSettings, engineSettingsOf, falcoConfigOptions } from '../engine-settings.ts'
import { userPath } from '../parse.ts'
import { rulePathsOf, rulesOption } from '../rule-paths.ts'
import type { Terminal } from '../terminal.ts'

/** `npx eyas replay`: what rules say of recorded events, or the events themselves. */
export const replay: Command = {
  name: 'replay',
  summary: 'Runs rules over recorded events, or prints fields of them.',
  usage: '[options] CAPTURE…',
  description:
    'Reads .scap captures of Falco and sysdig, and recordings of eyas (JSON lines; - is standard input). Alerts go to standard\n' +
    'output as Falco prints them, a summary to standard error. Exit status 1 if the rules are at fault, 2 if a capture is:\n' +
    'then everything before the fault has been judged. FALCO_HOSTNAME sets the name of the host in alerts.',
  options: {
    ...rulesOption,
    json: { type: 'boolean', doc: 'Prints alerts as JSON lines, as Falco does with json_output.' },
    source: {
      type: 'string',
      value: 'NAME',
      doc: 'The source of the events: syscall or k8s_audit.',
      default: 'syscall',
    },
    ...falcoConfigOptions,
    ...matchingOption,
    ...engineOptions,
    fields: {
      type: 'string',
      value: 'FIELD,…',
      doc: 'Prints these fields of each event as JSON lines, in place of alerts.',
    },
    filter: { type: 'string', value: 'CONDITION', doc: 'With --fields: only events for which this condition holds.' },
    table: { type: 'boolean', doc: 'With --fields: prints a table.' },
    stats: { type: 'boolean', doc: 'Adds one JSON line: events, seconds, and nanoseconds per event by stage.' },
  },
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  async run(invocation, terminal) {
    const settings = engineSettingsOf(invocation, terminal, { appendOutput: [{ suggestedOutput: true }] })
    if (settings === undefined) return 1
    const source = sourceOf(invocation)
    const files = capturesOf(invocation, settings).map((path) => ({ path, kind: kindOf(path, source) }))
    const printer = printerOf(invocation, terminal)
    const bundles = new Map<FileKind, Bundle>()
    for (const kind of new Set(files.map((file) => file.kind))) {
      const captures = kind === 'capture'
      const bundle = await (printer === undefined
        ? rulesOf(invocation, settings, captures, terminal)
        : fieldsOf(invocation, source, captures))
      if (bundle === undefined) return 1
      const misfit = printer === undefined ? misfitOf(bundle, source) : undefined
      if (misfit !== undefined) {
        terminal.say(`eyas replay: ${misfit}`)
        return 1
      }
      bundles.set(kind, bundle)
    }
    // Nothing of the kernel is needed, only a compiler.
    if (bundles.has('capture')) await buildScapReader({ log: () => {} })
    // Loaded when it runs: the other commands need no runtime.
    const { replay: run } = await import('../../replay/replay.ts')
    return run(
      {
        files,
        bundles,
        matching: printer === undefined ? settings.matching : 'all',
        format: settings.format,
        printsAlerts: settings.config?.stdout ?? true,
        printer,
        base64: settings.config?.bufferBase64 ?? false,
        stats: invocation.flag('stats'),
      },
      terminal,
    )
  },
}

function capturesOf(invocation: Invocation, { config }: EngineSettings): readonly string[] {
  const configured = config?.captureFile
  const given = invocation.positionals.length === 0 && configured !== undefined ? [configured] : invocation.positionals
  if (given.length === 0) throw new UsageError('needs CAPTURE…')
  return given.map((path) => (path === '-' ? path : userPath(invocation, path)))
}

function sourceOf(invocation: Invocation): string {
  const source = invocation.text('source') ?? 'syscall'
  if (sources.has(source)) return source
  throw new UsageError(`--source takes one of ${[...sources.keys()].join(', ')}, not '${source}'`)
}

/** Why none of the rules can match, in words; undefined if some are for events of this source, or there are none at all. */
function misfitOf({ manifest: { rules } }: Bundle, source: string): string | undefined {
  if (rules.length === 0 || rules.some((rule) => rule.source === source)) return undefined
  const theirs = [...new Set(rules.map((rule) => rule.source))]
  const readable = theirs.find((name) => sources.has(name))
  const hint = readable === undefined ? '' : `\n  --source ${readable} replays events of that source.`
  return `no rule is for the source '${source}', all are for ${theirs.map((name) => `'${visible(name)}'`).join(', ')}${hint}`
}

function printerOf(invocation: Invocation, terminal: Terminal): FieldPrinter | undefined {
  const given = invocation.text('fields')
  if (given !== undefined) return (invocation.flag('table') ? tableRows : jsonRows)(splitFields(given), terminal)
  if (invocation.flag('table')) throw new UsageError('--table needs --fields')
  if (invocation.text('filter') !== undefined) throw new UsageError('--filter needs --fields')
  return undefined
}

/** The rules, compiled; undefined if they are at fault, which has been said. */
async function rulesOf(
  invocation: Invocation,
  settings: EngineSettings,
  captures: boolean,
  terminal: Terminal,
): Promise<Bundle | undefined> {
  const paths = rulePathsOf(invocation, settings)
  const rules = await prepareRules(paths, settings.loadOptions, terminal, 'nothing was replayed', captures)
  if (rules === undefined) return undefined
  try {
    return await decodeBundle(await rules.bundle)
  } finally {
    stopCompiler()
  }
}

async function fieldsOf(invocation: Invocation, source: string, captures: boolean): Promise<Bundle> {
  const fields = splitFields(invocation.text('fields') ?? '')
  try {
    return await compileFields({ fields, filter: invocation.text('filter'), source }, captures)
  } catch (fault) {
    if (fault instanceof FieldsFault) throw new UsageError(fault.message)
    throw fault
  }
}
