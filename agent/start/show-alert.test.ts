import { expect, test } from 'vitest'
import type { AlertDraft } from '../hot/messages.ts'
import { showAlert } from './show-alert.ts'

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

test('an alert is one line, and nothing in it steers the terminal', () => {
  const lines: string[] = []
  showAlert(alert, false, {
    print: (line) => void lines.push(line),
    say: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    isInteractive: false,
    hasColour: false,
  })
  expect(lines).toEqual(['20:36:22.056 Warning       Read it  file=\\u{1b}[2J\\u{a}/etc/shadow'])
})
