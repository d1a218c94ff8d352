/** `eyas replay`: rules or fields over files of events, in this process and with nothing started. */
import { hostname as machineName } from 'node:os'
import { performance } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { compileStateModule, stopAssembler } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { visible } from '#schema/visible-text'
import { createRuntime, type JudgeTimes, type Match, type Matching, type Runtime } from '#wasm-runtime'
import { readAccounts } from '../accounts.ts'
import type { AlertFormat } from '../alert/alert-format.ts'
import { alertOf } from '../alert/alert-of.ts'
import type { ExitStatus } from '../cli/command.ts'
import type { Terminal } from '../cli/terminal.ts'
import { cacheDirectory } from '../start/prepare-rules.ts'
import { falcoLine } from '../start/show-alert.ts'
import type { FieldPrinter } from './field-rows.ts'
import { type JudgedFile, type Judging, judgeFile } from './judge-files.ts'
import { type FileKind, openReplaySource } from './open-source.ts'
import { ProgressBar } from './progress-bar.ts'
import { statsLine } from './replay-stats.ts'
import { Tally } from './tally.ts'

/** What is asked of a replay. */
export interface ReplayOptions {
  /** Files with what they are; `-` is standard input. */
  readonly files: readonly { readonly path: string; readonly kind: FileKind }[]
  /** The rules, for each kind that there is. */
  readonly bundles: ReadonlyMap<FileKind, Bundle>
  readonly matching: Matching
  readonly format: AlertFormat
  /** False if alerts are only counted. */
  readonly printsAlerts: boolean
  /** Prints fields of the one rule's matches in place of alerts. */
  readonly printer: FieldPrinter | undefined
  /** Outputs show bytes as base64. */
  readonly base64: boolean
  /** Adds a line about the time that it took. */
  readonly stats: boolean
}

/** Replays; exit status 2 if a file could not be read to its end. Throws what the file system does. */
export async function replay(options: ReplayOptions, terminal: Terminal): Promise<ExitStatus> {
  const times: JudgeTimes = { now: () => performance.now(), state: 0, evaluate: 0, output: 0 }
  const runtime = await runtimeOf(options, times, terminal)
  const hostname = process.env.FALCO_HOSTNAME ?? machineName()
  const tally = new Tally()
  const bar = new ProgressBar(terminal, () => performance.now())
  const print = printing(options, hostname, tally, terminal)
  const files: JudgedFile[] = []
  const judging: Omit<Judging, 'open'> = {
    runtime,
    hostname,
    setOwnAccounts: () => setAccounts(runtime),
    take(matches) {
      const start = performance.now()
      if (terminal.showsOutput) bar.hide()
      print(matches)
      times.output += performance.now() - start
    },
    watch: (source) => bar.show(source),
  }
  const start = performance.now()
  for (const { path, kind } of options.files) {
    const bundle = options.bundles.get(kind)
    if (bundle === undefined) throw new Error(`no rules were compiled for ${path}`)
    if (runtime.bundle?.digest !== bundle.digest) await runtime.load(bundle)
    files.push(
      await judgeFile(path, {
        ...judging,
        open: (name) => openReplaySource(name, kind, bundle.manifest, options.base64),
      }),
    )
  }
  options.printer?.end()
  const wallMs = performance.now() - start
  bar.hide()
  tally.events = files.reduce((sum, { events }) => sum + events, 0)
  // Linux counts it in KiB.
  const peakResidentBytes = process.resourceUsage().maxRSS * 1024
  if (options.stats) terminal.print(statsLine({ files, alerts: tally.alerts, wallMs, times, peakResidentBytes }))
  if (options.printer === undefined) for (const line of tally.lines()) terminal.say(line)
  return sayFaults(files, terminal) ? 2 : 0
}

/** How much of a function runs before V8 optimises it, in bytes of WebAssembly; a replay is often over before its default. */
const tieringBudget = 1_000_000

async function runtimeOf({ matching, stats }: ReplayOptions, times: JudgeTimes, terminal: Terminal): Promise<Runtime> {
  const stateModule = await compileStateModule({ cacheDirectory })
  // The assembler holds some hundred megabytes that only the end of its process gives back.
  stopAssembler()
  setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`)
  return createRuntime({
    stateModule: await WebAssembly.compile(stateModule),
    matching,
    tellsLineage: false,
    ...(stats ? { times } : {}),
    onTrap: ({ rule, cause }) =>
      terminal.say(`eyas replay: rule '${visible(rule)}' failed and is off from here on: ${String(cause)}`),
  })
}

function setAccounts(runtime: Runtime): void {
  const { users, groups } = readAccounts()
  runtime.setUsers(users)
  runtime.setGroups(groups)
}

function printing(
  { printer, printsAlerts, format }: ReplayOptions,
  hostname: string,
  tally: Tally,
  terminal: Terminal,
): (matches: readonly Match[]) => void {
  if (printer !== undefined) return (matches) => printer.take(matches)
  return (matches) => {
    for (const { rule } of matches) tally.add(rule.name, rule.priority)
    if (printsAlerts)
      terminal.print(matches.map((match) => falcoLine(alertOf(match, hostname, 0), format, terminal)).join('\n'))
  }
}

/** Tells of files that could not be read to their end; true if there are any. */
function sayFaults(files: readonly JudgedFile[], terminal: Terminal): boolean {
  const faulty = files.flatMap(({ path, fault, events }) => (fault === undefined ? [] : [{ path, fault, events }]))
  for (const { path, fault, events } of faulty)
    terminal.say(
      `eyas replay: ${visible(path)}, byte ${fault.offset}: ${visible(fault.message)}; ${events} events were judged`,
    )
  return faulty.length > 0
}
