import { priorities } from '#schema/priority'
import { type AlertFormat, falcoAlertFormat } from '../alert/alert-format.ts'
import { readAppendOutput } from './append-output.ts'
import { Decoder } from './decode.ts'
import type { FalcoConfig } from './falco-config.ts'
import type { ConfigFindings } from './findings.ts'
import { readSelections } from './rule-selections.ts'
import type { GroupSetting } from './tree.ts'

/** The configuration of a tree; what is at fault is reported and has Falco's default. */
export function decodeFalcoConfig(root: GroupSetting, findings: ConfigFindings): FalcoConfig {
  const decoder = new Decoder(findings, root)
  // Falco suggests them in order of their names.
  const statics = (decoder.group('static_fields')?.textEntries() ?? []).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const appendOutput = readAppendOutput(
    decoder,
    statics.map(([key]) => key),
    findings,
  )
  const priority = decoder.word('priority', [...priorities, 'Info'])
  return {
    ruleMatching: decoder.word('rule_matching', ['first', 'all']) ?? 'first',
    priority: priority === 'Info' ? 'Informational' : (priority ?? 'Debug'),
    rulesFiles: rulesFilesOf(decoder, root, findings),
    selections: readSelections(decoder),
    appendOutput,
    constants: Object.fromEntries(statics.map(([key, text]) => [`static.${key}`, text])),
    format: formatOf(decoder),
    bufferBase64: decoder.truth('buffer_format_base64') ?? false,
    stdout: decoder.group('stdout_output')?.truth('enabled') ?? true,
    captureFile: captureFileOf(decoder),
  }
}

const formatOf = (decoder: Decoder): AlertFormat => ({
  jsonOutput: decoder.truth('json_output') ?? falcoAlertFormat.jsonOutput,
  jsonIncludeOutputProperty:
    decoder.truth('json_include_output_property') ?? falcoAlertFormat.jsonIncludeOutputProperty,
  jsonIncludeTagsProperty: decoder.truth('json_include_tags_property') ?? falcoAlertFormat.jsonIncludeTagsProperty,
  jsonIncludeMessageProperty:
    decoder.truth('json_include_message_property') ?? falcoAlertFormat.jsonIncludeMessageProperty,
  jsonIncludeOutputFieldsProperty:
    decoder.truth('json_include_output_fields_property') ?? falcoAlertFormat.jsonIncludeOutputFieldsProperty,
  timeFormatIso8601: decoder.truth('time_format_iso_8601') ?? falcoAlertFormat.timeFormatIso8601,
})

function rulesFilesOf(decoder: Decoder, root: GroupSetting, findings: ConfigFindings): readonly string[] {
  const old = root.entries.get('rules_file')
  if (old === undefined) return decoder.texts('rules_files')
  if (root.entries.has('rules_files'))
    findings.error('CONFIG_ERR_VALUE', 'rules_files and rules_file are both given', old.keyAt, 'keep rules_files')
  else findings.warning('CONFIG_DEPRECATED_KEY', 'rules_file is deprecated', old.keyAt, 'write rules_files')
  return decoder.texts('rules_file')
}

function captureFileOf(decoder: Decoder): string | undefined {
  const engine = decoder.setting('engine')
  if (engine?.kind !== 'mapping') return undefined
  const group = decoder.group('engine')
  return group?.text('kind') === 'replay' ? group.group('replay')?.text('capture_file') : undefined
}
