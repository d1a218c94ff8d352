/** Reads rule files and has them compiled; all their faults are said, and then there are no rules. */
import { type Diagnostic, type LoadOptions, renderDiagnostics } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import type { Terminal } from '../cli/terminal.ts'
import { compileRules } from '../compile/compile-rules.ts'
import { cacheFolder } from '../paths.ts'
import { type RuleFile, RuleFilesError, readRuleFiles } from '../rules-source/read-rule-files.ts'

/** Where compiled modules and bundles are kept. */
export const cacheDirectory = `${cacheFolder}/rules`

/** Rules without faults that are being compiled. */
export interface PreparedRules {
  readonly warnings: number
  /** The bundle as a file holds it. */
  readonly bundle: Promise<Uint8Array<ArrayBuffer>>
}

/** The rules to run, for captures if it is said, or undefined if they have faults, which have been said, with what happens instead. */
export async function prepareRules(
  paths: readonly string[],
  options: LoadOptions,
  terminal: Terminal,
  otherwise = 'nothing was started',
  captures = false,
): Promise<PreparedRules | undefined> {
  const files = await filesOrSay(paths, terminal, otherwise)
  if (files === undefined) return undefined
  const compiling = compileRules({ files, options, captures, cacheDirectory })
  const diagnostics = await compiling.diagnostics
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) {
    terminal.say(renderDiagnostics(files, errors))
    terminal.say(`eyas: the rules have ${errors.length} fault${errors.length === 1 ? '' : 's'}; ${otherwise}`)
    return undefined
  }
  return { warnings: warningsOf(diagnostics), bundle: wholeBundle(compiling.bundle) }
}

const warningsOf = (diagnostics: readonly Diagnostic[]): number =>
  diagnostics.filter(({ severity }) => severity === 'warning').length

async function wholeBundle(bundle: Promise<Uint8Array<ArrayBuffer> | null>): Promise<Uint8Array<ArrayBuffer>> {
  const made = await bundle
  if (made === null) throw new Error('rules without faults came to no bundle')
  return made
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

/** Says what deserves a note about rules that are about to be in force. */
export function sayNotes({ manifest }: Bundle, warnings: number, terminal: Terminal): void {
  if (warnings > 0)
    terminal.say(`  note  rules    ${warnings} warning${warnings === 1 ? '' : 's'}; npx eyas check shows them`)
  const idle = manifest.rules.filter(
    ({ enabled, source, eventTypes, notCaptured }) =>
      source !== 'syscall' || (enabled && eventTypes.length > 0 && notCaptured.length === eventTypes.length),
  )
  if (idle.length === 0) return
  terminal.say(`  note  rules    ${idle.length} never match here, because their events are not captured:`)
  for (const { name, source, eventTypes } of idle) {
    terminal.say(`                 ${name} (${source === 'syscall' ? eventTypes.join(', ') : source})`)
  }
}

/** How many rules of a bundle are switched on. */
export const enabledCount = ({ manifest }: Bundle): number => manifest.rules.filter(({ enabled }) => enabled).length
