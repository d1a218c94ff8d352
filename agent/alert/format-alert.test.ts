import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { type AlertFormat, defaultAlertFormat, falcoAlertFormat } from './alert-format.ts'
import { formatAlert } from './format-alert.ts'

const alert: Omit<Alert, 'seq'> = {
  timeNs: 1_795_466_182_056_403_191n,
  rule: 'r',
  priority: 'Warning',
  source: 'syscall',
  tags: ['b', 'a', 'b'],
  hostname: 'node-1',
  output: '2026-11-23T20:36:22.056403191+0000: Warning say "hé" \u001b[2J\\\n\u202e',
  fields: { 'proc.pid': 12, 'evt.rawtime': 1_795_466_182_056_403_191n, 'fd.name': null },
  lineage: [],
  containerId: 'host',
  evidence: { complete: true, lostEvents: 0, missing: [] },
}
const json: AlertFormat = { ...defaultAlertFormat, jsonOutput: true }
const local = new Date(1_795_466_182_000)
const clock = [local.getHours(), local.getMinutes(), local.getSeconds()]
  .map((n) => String(n).padStart(2, '0'))
  .join(':')
const escaped = 'say \\"hé\\" \\u001b[2J\\\\\\n\u202e'

const fields = '"evt.rawtime":1795466182056403191,"evt.time.iso8601":1795466182056403191,"fd.name":null,"proc.pid":12'

test.each([
  {
    name: 'JSON has Falco’s keys in order, tags once, integers whole, and the time among the fields',
    format: json,
    line:
      `{"hostname":"node-1","output":"2026-11-23T20:36:22.056403191+0000: Warning ${escaped}","output_fields":{${fields}},` +
      '"priority":"Warning","rule":"r","source":"syscall","tags":["a","b"],"time":"2026-11-23T20:36:22.056403191Z"}',
  },
  {
    name: 'JSON leaves out what the options leave out',
    format: {
      ...json,
      jsonIncludeOutputProperty: false,
      jsonIncludeOutputFieldsProperty: false,
      jsonIncludeTagsProperty: false,
    },
    line: '{"hostname":"node-1","priority":"Warning","rule":"r","source":"syscall","time":"2026-11-23T20:36:22.056403191Z"}',
  },
  {
    name: 'JSON with the message has it without time and priority, and the time of day under evt.time',
    format: {
      ...falcoAlertFormat,
      jsonOutput: true,
      jsonIncludeMessageProperty: true,
      jsonIncludeTagsProperty: false,
    },
    line:
      `{"hostname":"node-1","message":"${escaped}","output":"${clock}.056403191: Warning ${escaped}",` +
      `"output_fields":{${fields.replace('evt.time.iso8601', 'evt.time')}},` +
      '"priority":"Warning","rule":"r","source":"syscall","time":"2026-11-23T20:36:22.056403191Z"}',
  },
  {
    name: 'text is the output in one line',
    format: defaultAlertFormat,
    line: `2026-11-23T20:36:22.056403191+0000: Warning ${escaped}`,
  },
  {
    name: 'text has the time of day unless told otherwise',
    format: falcoAlertFormat,
    line: `${clock}.056403191: Warning ${escaped}`,
  },
])('$name', ({ format, line }) => {
  expect(formatAlert(alert, format)).toBe(line)
})

test('alerts of eyas itself have no time among the fields', () => {
  const own = { ...alert, source: 'internal', fields: {} }
  expect(formatAlert(own, json)).toContain('"output_fields":{}')
})

test('keys are in the order of their bytes', () => {
  const many = { ...alert, fields: { '\u{1f600}': 1, '\uffee': 1, b: 1, ab: 1, a: 1 } }
  expect(formatAlert(many, json)).toContain(
    '{"a":1,"ab":1,"b":1,"evt.time.iso8601":1795466182056403191,"\uffee":1,"\u{1f600}":1}',
  )
})
