/**
 * Reads a falco.yaml as it is: the file, the files that its `config_files` names, and `-o` options, in this order, each
 * over those before.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, didYouMean, type Place, type RuleFile } from '#rules-compiler'
import { Decoder } from './decode.ts'
import { decodeFalcoConfig } from './decode-falco-config.ts'
import type { FalcoConfig } from './falco-config.ts'
import { ConfigFindings } from './findings.ts'
import { OptionFault, optionFile, readKeyValue, withValue } from './key-path.ts'
import { keysRead, keysWithoutMeaning } from './keys.ts'
import { type Environment, emptyGroup, type GroupSetting, readSettings, withEntry } from './tree.ts'

/** Where a configuration comes from. */
export interface ConfigInput {
  /** A falco.yaml; undefined for options alone. */
  readonly path: string | undefined
  /** `key=value`, in order. */
  readonly options: readonly string[]
  readonly environment: Environment
}

/** What came of it; `config` is usable only if no diagnostic is an error. */
export interface ReadConfig {
  readonly config: FalcoConfig
  readonly diagnostics: readonly Diagnostic[]
  /** What the diagnostics point into. */
  readonly files: readonly RuleFile[]
}

/** Reads a configuration; throws what the file system does if `path` cannot be read. */
export function readFalcoConfig({ path, options, environment }: ConfigInput): ReadConfig {
  const reader = new ConfigReader(environment)
  let root = path === undefined ? emptyGroup({ file: '-o', line: 1, column: 1 }) : reader.read(path)
  const isInclude = (option: string): boolean => option.startsWith('config_files')
  root = reader.withOptions(root, options.filter(isInclude))
  root = reader.withIncluded(root, path)
  root = reader.withOptions(
    root,
    options.filter((option) => !isInclude(option)),
  )
  const { findings, files } = reader
  nameKeysWithoutUse(root, findings)
  return { config: decodeFalcoConfig(root, findings), diagnostics: findings.all, files }
}

type Strategy = 'append' | 'override' | 'add-only'

class ConfigReader {
  readonly findings = new ConfigFindings()
  readonly files: RuleFile[] = []
  readonly #environment: Environment

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** The keys of a file; none if it is empty or at fault. */
  read(path: string): GroupSetting {
    const text = readFileSync(path, 'utf8')
    this.files.push({ path, text })
    const { root, faults } = readSettings(path, text, this.#environment)
    for (const { message, at, hint } of faults) this.findings.error('CONFIG_ERR_YAML', message, at, hint)
    if (root?.kind === 'mapping') return root
    if (root !== null) this.findings.error('CONFIG_ERR_TYPE', 'a configuration is a group of keys', root.at, '')
    return emptyGroup({ file: path, line: 1, column: 1 })
  }

  withOptions(root: GroupSetting, options: readonly string[]): GroupSetting {
    let result = root
    for (const option of options) {
      this.files.push({ path: optionFile(option), text: option })
      try {
        const { steps, value } = readKeyValue(option)
        const changed = withValue(result, steps, value)
        if (changed.kind === 'mapping') result = changed
      } catch (fault) {
        if (!(fault instanceof OptionFault)) throw fault
        const at = { file: optionFile(option), line: 1, column: fault.offset + 1 }
        this.findings.error(
          'CONFIG_ERR_OPTION',
          fault.message,
          at,
          'such as -o json_output=true or -o rules[].disable.tag=network',
        )
      }
    }
    return result
  }

  /** The keys of the files that `config_files` names put into those of the file itself; files that are not there are passed over. */
  withIncluded(root: GroupSetting, path: string | undefined): GroupSetting {
    let result = root
    for (const { path: included, strategy, at } of includesOf(root, this.findings)) {
      if (included === path) {
        this.findings.error('CONFIG_ERR_VALUE', 'config_files names the file itself', at, '')
        continue
      }
      for (const file of filesOf(included)) result = this.#merge(result, this.read(file), strategy)
    }
    return result
  }

  #merge(root: GroupSetting, included: GroupSetting, strategy: Strategy): GroupSetting {
    let result = root
    for (const [key, entry] of included.entries) {
      const old = result.entries.get(key)?.value
      if (key === 'config_files')
        this.findings.error('CONFIG_ERR_VALUE', 'config_files in a file that config_files names', entry.keyAt, '')
      else if (strategy === 'append' && entry.value.kind === 'sequence' && old?.kind === 'sequence')
        result = withEntry(result, key, {
          ...entry,
          value: { ...entry.value, items: [...old.items, ...entry.value.items] },
        })
      else if (strategy !== 'add-only' || old === undefined) result = withEntry(result, key, entry)
    }
    return result
  }
}

interface Include {
  readonly path: string
  readonly strategy: Strategy
  readonly at: Place
}

const strategies = ['append', 'override', 'add-only'] as const

function includesOf(root: GroupSetting, findings: ConfigFindings): readonly Include[] {
  return new Decoder(findings, root).items('config_files').flatMap((item): readonly Include[] => {
    if (item.kind === 'scalar') return [{ path: item.text, strategy: 'append', at: item.at }]
    const group = item.kind === 'mapping' ? new Decoder(findings, item, 'config_files[].') : undefined
    const path = group?.text('path')
    if (group === undefined || path === undefined) {
      findings.error(
        'CONFIG_ERR_TYPE',
        'config_files holds paths',
        item.at,
        'such as `- {path: FILE, strategy: append}`',
      )
      return []
    }
    return [{ path, strategy: group.word('strategy', strategies) ?? 'append', at: item.at }]
  })
}

/** A file, or the files of a folder in order of their names; none if nothing is there. */
function filesOf(path: string): readonly string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  const names = readdirSync(path, { withFileTypes: true })
  return names
    .filter((entry) => statSync(join(path, entry.name)).isFile())
    .map(({ name }) => join(path, name))
    .sort()
}

/** One warning for all keys that mean nothing here, and one for each that Falco does not have either. */
function nameKeysWithoutUse(root: GroupSetting, findings: ConfigFindings): void {
  const unused = [...root.entries].filter(([key]) => keysWithoutMeaning.has(key))
  const [first] = unused
  if (first !== undefined)
    findings.warning(
      'CONFIG_KEYS_WITHOUT_MEANING',
      `${unused.length === 1 ? 'a key has' : 'keys have'} no meaning here: ${unused.map(([key]) => key).join(', ')}`,
      first[1].keyAt,
      '',
    )
  for (const [key, { keyAt }] of root.entries)
    if (!keysRead.has(key) && !keysWithoutMeaning.has(key))
      findings.warning('CONFIG_UNKNOWN_KEY', `unknown key '${key}'`, keyAt, didYouMean(key, keysRead))
}
