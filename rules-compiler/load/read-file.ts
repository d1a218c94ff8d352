/** A rules file: its documents, and in them the items in order. */

import { didYouMean } from '../check/nearest.ts'
import { mapping, nodeAt, structureFault } from './decode.ts'
import type { Findings } from './findings.ts'
import type { Item } from './items.ts'
import { listKeys, macroKeys, readList, readMacro } from './read-list-macro.ts'
import { checkEngineVersion, checkPluginVersions } from './read-requirements.ts'
import { readRule, ruleKeys } from './read-rule.ts'
import type { YamlMemory } from './read-yaml.ts'
import type { MappingNode, YamlNode } from './yaml-tree.ts'

/** A rules file. Bytes must be UTF-8. */
export interface RuleFile {
  readonly path: string
  readonly text: string | Uint8Array
}

/** The largest file that is read: rules take some hundred kilobytes, and the YAML tree 400 times its text in memory. */
export const maxFileBytes = 2 * 1024 * 1024

/** What a file's items are handed to as soon as they are read. */
export interface FileReader {
  readonly take: (item: Item) => void
  /** Gets `macro name` and the like of all that a file seems to define which cannot be read as a whole. */
  readonly lose: (label: string) => void
}

/** Reads a file. */
export function readFile(file: RuleFile, yaml: YamlMemory, findings: Findings, { take, lose }: FileReader): void {
  const text = textOfFile(file, findings)
  if (text === null) {
    if (file.text.length <= maxFileBytes) loseItems(new TextDecoder().decode(bytesOf(file.text)), lose)
    return
  }
  const { documents, faults } = yaml.read(file.path, text)
  if (faults.length > 0) loseItems(text, lose)
  for (const { message, at, hint } of faults) findings.error('LOAD_ERR_YAML_PARSE', message, at, '', hint)
  for (const document of documents) findings.guard('', () => readDocument(document, findings, take))
}

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text

/** Tells what the file would define: nothing is said about uses of it. */
function loseItems(text: string, lose: FileReader['lose']): void {
  for (const [, kind, name = ''] of text.matchAll(/^[ \t]*(?:-[ \t]+)?(macro|rule)[ \t]*:[ \t]*(.+)$/gm))
    lose(`${kind} ${name.trim().replace(/^(["'])(.*)\1$/, '$2')}`)
}

function textOfFile({ path, text }: RuleFile, findings: Findings): string | null {
  const start = { file: path, line: 1, column: 1 }
  if (text.length > maxFileBytes) {
    findings.error(
      'LOAD_ERR_FILE_READ',
      `the file is larger than ${maxFileBytes} bytes`,
      start,
      '',
      'split it into several files',
    )
    return null
  }
  if (typeof text === 'string') return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text)
  } catch {
    findings.error(
      'LOAD_ERR_YAML_PARSE',
      'the file is not valid UTF-8',
      { ...start, line: lineOfBadByte(text) },
      '',
      'write the file as UTF-8: iconv -f LATIN1 -t UTF-8',
    )
    return null
  }
}

/** The line of the first byte that is not UTF-8: lines are decoded one by one. */
function lineOfBadByte(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(10, start)
    const end = newline === -1 ? bytes.length : newline + 1
    if (new TextDecoder().decode(bytes.subarray(start, end)).includes('\ufffd')) return line
    start = end
  }
  return line
}

function readDocument(document: YamlNode, findings: Findings, take: (item: Item) => void): void {
  if (document.kind === 'scalar')
    throw structureFault('Rules content is not yaml', document.at, "a rules file is a sequence of items: '- rule: …'")
  if (document.kind !== 'sequence')
    throw structureFault('Rules content is not yaml array of objects', document.at, "begin each item with '- '")
  for (const node of document.items) {
    if (findings.isFull) return
    if (node.kind === 'scalar' && node.isNull) continue
    findings.guard(labelOf(node), () => readItem(node, findings, take))
  }
}

/** `rule 'name'` and the like, as far as it can be told. */
function labelOf(node: YamlNode): string {
  if (node.kind !== 'mapping') return ''
  for (const kind of ['required_engine_version', 'required_plugin_versions', 'list', 'macro', 'rule']) {
    const name = nodeAt(node, kind)
    if (name === undefined) continue
    return kind.startsWith('required') || name.kind !== 'scalar' ? kind : `${kind} '${name.text}'`
  }
  return ''
}

function readItem(node: YamlNode, findings: Findings, take: (item: Item) => void): void {
  const item = mapping(
    node,
    'Unexpected element type. Each element should be a yaml associative array.',
    "write '- rule: …', '- macro: …' or '- list: …'",
  )
  if (nodeAt(item, 'required_engine_version') !== undefined) {
    checkEngineVersion(item)
    warnUnknownKeys(item, ['required_engine_version'], findings)
  } else if (nodeAt(item, 'required_plugin_versions') !== undefined) {
    checkPluginVersions(item)
    warnUnknownKeys(item, ['required_plugin_versions'], findings)
  } else if (nodeAt(item, 'list') !== undefined) {
    take(readList(item, findings))
    warnUnknownKeys(item, listKeys, findings)
  } else if (nodeAt(item, 'macro') !== undefined) {
    take(readMacro(item, findings))
    warnUnknownKeys(item, macroKeys, findings)
  } else if (nodeAt(item, 'rule') !== undefined) {
    for (const part of readRule(item, findings)) take(part)
    warnUnknownKeys(item, ruleKeys, findings)
  } else findings.warning('LOAD_UNKNOWN_ITEM', 'Unknown top level item', item.at, '', hintForItem(item))
}

/** Of one item so many unknown keys are told. */
const maxUnknownKeys = 100

function warnUnknownKeys(item: MappingNode, known: readonly string[], findings: Findings): void {
  const label = labelOf(item)
  const unknown = item.entries.filter(({ key }) => !known.includes(key))
  for (const { key, keyAt } of unknown.slice(0, maxUnknownKeys))
    findings.warning(
      'LOAD_UNKNOWN_KEY',
      `Unknown key '${key}'. The key will be ignored.`,
      keyAt,
      label,
      didYouMean(key, known) || `keys here are ${known.join(', ')}`,
    )
}

const itemKeys = ['rule', 'macro', 'list', 'required_engine_version', 'required_plugin_versions']

function hintForItem(item: MappingNode): string {
  const guess = item.entries.map(({ key }) => didYouMean(key, itemKeys)).find((hint) => hint !== '')
  return guess ?? `an item has one of the keys ${itemKeys.join(', ')}`
}
