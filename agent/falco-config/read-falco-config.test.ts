import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type ConfigInput, type ReadConfig, readFalcoConfig } from './read-falco-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const read = (text: string, input: Partial<ConfigInput> = {}): ReadConfig => {
  const path = join(folder, `falco-${++files}.yaml`)
  writeFileSync(path, text)
  return readFalcoConfig({ path, options: [], environment: {}, ...input })
}

/** What is told, as `severity line:column message`. */
const told = ({ diagnostics }: ReadConfig): readonly string[] =>
  diagnostics.map(({ severity, message, at }) => `${severity} ${at.line}:${at.column} ${message}`)

describe('falco.yaml', () => {
  test('an empty file has Falco’s defaults', () => {
    const result = read('# nothing\n')
    expect(told(result)).toEqual([])
    expect(result.config).toEqual({
      ruleMatching: 'first',
      priority: 'Debug',
      rulesFiles: [],
      selections: [],
      appendOutput: [],
      constants: {},
      format: {
        jsonOutput: false,
        jsonIncludeOutputProperty: true,
        jsonIncludeTagsProperty: true,
        jsonIncludeMessageProperty: false,
        jsonIncludeOutputFieldsProperty: true,
        timeFormatIso8601: false,
      },
      bufferBase64: false,
      stdout: true,
      captureFile: undefined,
    })
  })

  test('every key that means something is read', () => {
    const { config, ...rest } = read(`
rule_matching: All
priority: info
rules_files: [/etc/a.yaml, /etc/rules.d]
json_output: on
json_include_output_property: false
json_include_tags_property: no
json_include_message_property: "true"
json_include_output_fields_property: False
time_format_iso_8601: YES
buffer_format_base64: y
stdout_output: {enabled: false}
rules:
  - disable: {rule: "*"}
  - enable: {tag: network, rule: Read it}
append_output:
  - match: {source: syscall, tags: [a, b], rule: R}
    extra_output: "num=%evt.num"
    extra_fields: [evt.num, {who: "%proc.name"}]
    suggested_output: true
`)
    expect(told({ config, ...rest })).toEqual([])
    expect(config).toEqual({
      ruleMatching: 'all',
      priority: 'Informational',
      rulesFiles: ['/etc/a.yaml', '/etc/rules.d'],
      selections: [
        { action: 'disable', rule: '*' },
        { action: 'enable', rule: 'Read it' },
        { action: 'enable', tag: 'network' },
      ],
      appendOutput: [
        {
          match: { source: 'syscall', tags: ['a', 'b'], rule: 'R' },
          output: 'num=%evt.num',
          fields: ['evt.num', { key: 'who', template: '%proc.name' }],
          suggestedOutput: true,
        },
      ],
      constants: {},
      format: {
        jsonOutput: true,
        jsonIncludeOutputProperty: false,
        jsonIncludeTagsProperty: false,
        jsonIncludeMessageProperty: true,
        jsonIncludeOutputFieldsProperty: false,
        timeFormatIso8601: true,
      },
      bufferBase64: true,
      stdout: false,
      captureFile: undefined,
    })
  })

  test('keys without meaning are named in one warning, unknown ones each with a guess', () => {
    const result = read('syslog_output: {enabled: true}\nlog_level: info\njson_ouput: true\n')
    expect(told(result)).toEqual([
      'warning 1:1 keys have no meaning here: syslog_output, log_level',
      "warning 3:1 unknown key 'json_ouput'",
    ])
    expect(result.diagnostics[1]?.hint).toBe('did you mean json_output?')
  })

  test.each([
    { name: 'no truth value', yaml: 'json_output: maybe', says: "1:14 json_output is true or false, not 'maybe'" },
    { name: 'mixed case', yaml: 'json_output: tRue', says: "1:14 json_output is true or false, not 'tRue'" },
    {
      name: 'a list for a truth value',
      yaml: 'json_output:\n  - x',
      says: '2:3 json_output is true or false, not a list',
    },
    { name: 'no strategy', yaml: 'rule_matching: some', says: "1:16 rule_matching is one of first, all, not 'some'" },
    {
      name: 'no priority',
      yaml: 'priority: warn',
      says: "1:11 priority is one of Emergency, Alert, Critical, Error, Warning, Notice, Informational, Debug, Info, not 'warn'",
    },
    { name: 'rules that are no list', yaml: 'rules: {a: b}', says: '1:8 rules is a list, not a group of keys' },
    {
      name: 'a rule selection without action',
      yaml: 'rules: [{a: b}]',
      says: "1:9 an item of rules has the key 'enable' or 'disable'",
    },
    { name: 'a rule selection of nothing', yaml: 'rules: [{enable: {}}]', says: '1:18 enable needs a rule or a tag' },
    {
      name: 'an output that is none',
      yaml: 'append_output: [x]',
      says: '1:17 append_output holds groups of keys, not a value',
    },
    {
      name: 'a field of no shape',
      yaml: 'append_output: [{extra_fields: [[x]]}]',
      says: '1:33 append_output[].extra_fields holds names of fields, and keys with a template',
    },
    {
      name: 'a field twice',
      yaml: 'append_output: [{extra_fields: [a, {a: x}]}]',
      says: "1:36 the output field 'a' is added twice",
    },
    {
      name: 'two names of one key',
      yaml: 'rules_files: [a]\nrules_file: [b]',
      says: '2:1 rules_files and rules_file are both given',
    },
    { name: 'a list as a whole', yaml: '- a', says: '1:1 a configuration is a group of keys' },
  ])('$name is a fault with its place', ({ yaml, says }) => {
    expect(told(read(yaml)).filter((line) => line.startsWith('error'))).toEqual([`error ${says}`])
  })

  test('what is no YAML is a fault with its place', () => {
    expect(told(read('json_output: [a\n'))[0]).toMatch(/^error \d+:\d+ /)
  })

  test('variables are replaced in values, also within lists', () => {
    const { config } = read('rules_files: ["$' + '{DIR}/a.yaml"]\njson_output: $' + '{JSON}\n', {
      environment: { DIR: '/r', JSON: 'true' },
    })
    expect(config.rulesFiles).toEqual(['/r/a.yaml'])
    expect(config.format.jsonOutput).toBe(true)
  })

  test('options come last, and faults in them are told in them', () => {
    const options = ['json_output=true', 'rules[].disable.tag=x', 'priority=hgh', 'a[=x']
    const result = read('json_output: false\nrules: [{enable: {rule: r}}]', { options })
    expect(result.config.format.jsonOutput).toBe(true)
    expect(result.config.selections).toEqual([
      { action: 'enable', rule: 'r' },
      { action: 'disable', tag: 'x' },
    ])
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ at }) => [at.file, at.column])).toEqual([
      ['-o a[=x', 2],
      ['-o priority=hgh', 10],
    ])
  })

  test('options need no file', () => {
    const { config } = readFalcoConfig({ path: undefined, options: ['rule_matching=all'], environment: {} })
    expect(config.ruleMatching).toBe('all')
  })

  test('files that config_files names are put in: lists behind, texts over, or as they say', () => {
    const more = join(folder, 'config.d')
    mkdirSync(more)
    writeFileSync(join(more, 'b.yaml'), 'rules_files: [c]\npriority: error\n')
    writeFileSync(join(more, 'a.yaml'), 'rules_files: [b]\npriority: notice\n')
    const over = join(folder, 'over.yaml')
    writeFileSync(over, 'rules: [{enable: {tag: over}}]\n')
    const only = join(folder, 'only.yaml')
    writeFileSync(only, 'priority: debug\njson_output: true\n')
    const result = read(`
config_files:
  - ${more}
  - {path: ${over}, strategy: override}
  - {path: ${only}, strategy: add-only}
  - ${folder}/nothing-there.yaml
rules_files: [a]
rules: [{disable: {tag: first}}]
`)
    expect(told(result)).toEqual([])
    expect(result.config).toMatchObject({
      rulesFiles: ['a', 'b', 'c'],
      priority: 'Error',
      selections: [{ action: 'enable', tag: 'over' }],
      format: { jsonOutput: true },
    })
  })

  test('a capture file is taken from the replay engine', () => {
    expect(read('engine: {kind: replay, replay: {capture_file: /x.scap}}').config.captureFile).toBe('/x.scap')
    expect(read('engine: {kind: kmod, replay: {capture_file: /x.scap}}').config.captureFile).toBeUndefined()
  })

  test('static fields are suggested for the output', () => {
    const { config, diagnostics } = read('static_fields: {a: b, c: 5%}\nappend_output: [{suggested_output: true}]')
    expect(config.appendOutput).toEqual([
      { output: 'static_a=%static.a static_c=%static.c', fields: [], suggestedOutput: true },
    ])
    expect(config.constants).toEqual({ 'static.a': 'b', 'static.c': '5%' })
    expect(diagnostics).toEqual([])
  })
})
