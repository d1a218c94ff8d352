/** A rules file: its documents, and in them the items in order. */
import { mapping, nodeAt, structureFault } from './decode.ts'
import type { Findings } from './findings.ts'
import type { Item } from './items.ts'
import { listKeys, macroKeys, readList, readMacro } from './read-list-macro.ts'
import { checkEngineVersion, checkPluginVersions } from './read-requirements.ts'
import { readRule, ruleKeys } from './read-rule.ts'
import { type MappingNode, readYaml, type YamlNode } from './yaml-tree.ts'

/** A rules file. Bytes must be UTF-8. */
export interface RuleFile {
  readonly path: string
  readonly text: string | Uint8Array
}

/** The largest file that is read: rules take some hundred kilobytes, and the YAML tree 400 times its text in memory. */
export const maxFileBytes = 2 * 1024 * 1024

/** Reads a file and hands each item to `take` as soon as it is read. */
export function readFile(file: RuleFile, findings: Findings, take: (item: Item) => void): void {
  const text = textOfFile(file, findings)
  if (text === null) return
  const { documents, faults } = readYaml(file.path, text)
  for (const { message, at } of faults) findings.error('LOAD_ERR_YAML_PARSE', message, at, '')
  for (const document of documents) findings.guard('', () => readDocument(document, findings, take))
}

function textOfFile({ path, text }: RuleFile, findings: Findings): string | null {
  const start = { file: path, line: 1, column: 1 }
  if (text.length > maxFileBytes) {
    findings.error('LOAD_ERR_FILE_READ', `the file is larger than ${maxFileBytes} bytes`, start, '')
    return null
  }
  if (typeof text === 'string') return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text)
  } catch {
    findings.error('LOAD_ERR_YAML_PARSE', 'the file is not valid UTF-8', { ...start, line: lineOfBadByte(text) }, '')
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
  if (document.kind === 'scalar') throw structureFault('Rules content is not yaml', document.at)
  if (document.kind !== 'sequence')
    throw structureFault('Rules content is not yaml array of objects', document.at, "begin each item with '- '")
  for (const node of document.items) {
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
  const item = mapping(node, 'Unexpected element type. Each element should be a yaml associative array.')
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
  } else findings.warning('LOAD_UNKNOWN_ITEM', 'Unknown top level item', item.at, '')
}

function warnUnknownKeys(item: MappingNode, known: readonly string[], findings: Findings): void {
  for (const { key, keyAt } of item.entries)
    if (!known.includes(key))
      findings.warning('LOAD_UNKNOWN_KEY', `Unknown key '${key}'. The key will be ignored.`, keyAt, labelOf(item))
}
