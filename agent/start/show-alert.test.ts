import { expect, test } from 'vitest'
import { defaultAlertFormat } from '../alert/alert-format.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { AlertDraft } from '../hot/messages.ts'
import { falcoLine, showAlert } from './show-alert.ts'

const alert: AlertDraft = {
  timeNs: 1_795_466_182_056_403_191n,
  rule: 'Read it',
  priority: 'Warning',
  source: 'syscall',
  tags: [],
  hostname: 'h',
  output: '2026-11-23T20:36:22.056403191+0000: Warning file=\u001b[2J\n/etc/shadow',
  fields: {},
  lineage: [],
  containerId: 'host',
  evidence: { complete: true, lostEvents: 0, missing: [] },
}

const terminalOf = (lines: string[], showsOutput: boolean): Terminal => ({
  print: (line) => void lines.push(line),
  say: () => {},
  redraw: () => {},
  style: (_, text) => text,
  colour: (_, text) => text,
  showsOutput,
  showsWords: showsOutput,
  isInteractive: false,
  hasColour: false,
})

test('an alert is one line, and nothing in it steers the terminal', () => {
  const lines: string[] = []
  showAlert(alert, defaultAlertFormat, terminalOf(lines, true))
  expect(lines).toEqual(['20:36:22.056 Warning       Read it  file=\\u{1b}[2J\\u{a}/etc/shadow'])
})

test('what completes an alert is shown to people, and is no line of JSON', () => {
  const lines: string[] = []
  const patch = { ...alert, output: 'Warning image=web', patches: 'a' }
  showAlert(patch, { ...defaultAlertFormat, jsonOutput: true }, terminalOf(lines, false))
  expect(lines).toEqual([])
  showAlert(patch, defaultAlertFormat, terminalOf(lines, false))
  expect(lines).toEqual(['20:36:22.056 Warning       Read it  (completed) Warning image=web'])
})

test.each([
  { name: 'a file gets Falco’s bytes', showsOutput: false, bom: '\ufeff' },
  { name: 'on a terminal what is hidden shows', showsOutput: true, bom: '\\ufeff' },
])('as JSON, $name', ({ showsOutput, bom }) => {
  const hidden = { ...alert, output: '\ufeffx' }
  const line = falcoLine(hidden, { ...defaultAlertFormat, jsonOutput: true }, terminalOf([], showsOutput))
  expect(line).toContain(`Warning ${bom}x"`)
})
