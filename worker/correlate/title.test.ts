import { expect, test } from 'vitest'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import type { Occurrence } from './occurrence.ts'
import { mergeSummaries, summaryOf } from './summary.ts'
import { titleOf } from './title.ts'

const nginx = lineage('sh 30 < nginx 812 < systemd 1')
const rows: readonly { title: string; alerts: readonly Occurrence[] }[] = [
  {
    title: 'Shell by web server under nginx on web-1',
    alerts: [occurrence('1', 0, { rule: 'Shell by web server', lineage: nginx })],
  },
  {
    title: 'Worst, and 2 more rules, under nginx on web-1',
    alerts: [
      occurrence('1', 0, { rule: 'Mild', priority: 'Notice', lineage: nginx }),
      occurrence('2', 1, { rule: 'Worst', priority: 'Critical', lineage: nginx }),
      occurrence('3', 2, { rule: 'Middle', priority: 'Warning', lineage: nginx }),
    ],
  },
  {
    title: 'First, and 1 more rule, in an SSH session on web-1',
    alerts: [
      occurrence('1', 0, { rule: 'First', lineage: lineage('cat 9 < sshd 8 < sshd 7 < systemd 1') }),
      occurrence('2', 1, { rule: 'A second', lineage: lineage('sh 10 < sshd 8 < sshd 7 < systemd 1') }),
    ],
  },
  { title: 'Shell in container abc on web-1', alerts: [occurrence('1', 0, { rule: 'Shell', containerId: 'abc' })] },
  { title: 'Audit on web-1', alerts: [occurrence('1', 0, { rule: 'Audit' })] },
]

test.each(rows)('$title', ({ title, alerts }) => {
  expect(titleOf(alerts.map(summaryOf).reduce(mergeSummaries))).toBe(title)
})
