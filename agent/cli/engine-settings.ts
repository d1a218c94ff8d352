/** What shapes rules and alerts, out of a falco.yaml, `-o` and the options of a command; the later ones count. */
import { type LoadOptions, renderDiagnostics } from '#rules-compiler'
import type { Matching } from '#wasm-runtime'
import { type AlertFormat, defaultAlertFormat } from '../alert/alert-format.ts'
import type { FalcoConfig } from '../falco-config/falco-config.ts'
import { type ReadConfig, readFalcoConfig } from '../falco-config/read-falco-config.ts'
import { type Invocation, type Option, UsageError } from './command.ts'
import { loadOptionsOf, matchingOf } from './engine-options.ts'
import { userPath } from './parse.ts'
import type { Terminal } from './terminal.ts'

/** The options `--falco-config` and `-o`. */
export const falcoConfigOptions: Readonly<Record<string, Option>> = {
  'falco-config': {
    type: 'string',
    value: 'FILE',
    doc: 'Takes rules, their selection, matching and the shape of alerts from a falco.yaml, as it is.',
  },
  option: {
    type: 'string',
    short: 'o',
    multiple: true,
    value: 'KEY=VALUE',
    doc: 'Sets one value of the falco.yaml, as Falco does: -o json_output=true -o rules[].disable.tag=network',
  },
}

/** What a command is to do with rules and alerts. */
export interface EngineSettings {
  readonly loadOptions: LoadOptions
  readonly matching: Matching
  readonly format: AlertFormat
  /** What a configuration says besides; undefined if there is none. */
  readonly config: FalcoConfig | undefined
}

/** Settings of a command whose options contain `engineOptions`, `matchingOption`, `falcoConfigOptions` and `json`. */
export function engineSettingsOf(
  invocation: Invocation,
  terminal: Terminal,
  defaults: LoadOptions = {},
): EngineSettings | undefined {
  const typed = loadOptionsOf(invocation)
  const asJson = (format: AlertFormat): AlertFormat =>
    invocation.flag('json') ? { ...format, jsonOutput: true } : format
  const read = configOf(invocation)
  if (read === undefined)
    return {
      loadOptions: joined(defaults, typed),
      matching: matchingOf(invocation),
      format: asJson(defaultAlertFormat),
      config: undefined,
    }
  const { config, diagnostics, files } = read
  if (diagnostics.length > 0) terminal.say(renderDiagnostics(files, diagnostics))
  if (diagnostics.some(({ severity }) => severity === 'error')) return undefined
  const { priority, selections, appendOutput, constants } = config
  return {
    loadOptions: joined({ minimumPriority: priority, selections, appendOutput, constants }, typed),
    matching: matchingOf(invocation, config.ruleMatching),
    format: asJson(config.format),
    config,
  }
}

const joined = (first: LoadOptions, typed: LoadOptions): LoadOptions => ({
  ...first,
  ...typed,
  selections: [...(first.selections ?? []), ...(typed.selections ?? [])],
  appendOutput: [...(first.appendOutput ?? []), ...(typed.appendOutput ?? [])],
})

function configOf(invocation: Invocation): ReadConfig | undefined {
  const given = invocation.text('falco-config')
  const options = invocation.texts('option')
  if (given === undefined && options.length === 0) return undefined
  const path = given === undefined ? undefined : userPath(invocation, given)
  try {
    return readFalcoConfig({ path, options, environment: process.env })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new UsageError(error.message)
    throw error
  }
}
