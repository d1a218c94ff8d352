import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { redact } from '../config/redact.ts'
import type { Labels } from '../matchers/labels.ts'
import { readRouting } from './read-routing.ts'
import { groupKeyOf, groupLabelsOf, quietOf, routesOf } from './routing.ts'

const config = `
global:
  resolve_timeout: 10m
  smtp_smarthost: mail:25
  slack_api_url: https://hooks.slack.example/T/B/hush
route:
  receiver: default
  group_by: [alertname, node]
  group_wait: 10s
  routes:
  - matchers: [ 'severity="critical"', 'source =~ "sys.*"' ]
    receiver: pager
    continue: true
    group_by: ['...']
    repeat_interval: 1h
    routes:
    - match: {team: db}
      receiver: db
  - match_re: {severity: critical|warning}
    receiver: chat
    group_wait: 0s
    mute_time_intervals: [nights]
    active_time_intervals: [weekdays]
time_intervals:
- name: nights
  time_intervals:
  - times: [{start_time: "22:00", end_time: "24:00"}]
- name: weekdays
  time_intervals:
  - weekdays: ['monday:friday']
inhibit_rules:
- source_matchers: [severity="critical"]
  target_match: {severity: warning}
  equal: [node]
templates: ['/etc/x/*.tmpl']
receivers:
- name: default
- name: pager
  pagerduty_configs: [{routing_key: hushed}]
- name: db
  webhook_configs: [{url: 'https://db.example/hook?token=hush', send_resolved: false}]
- name: chat
  slack_configs: [{channel: '#alerts', title: '{{ .Status | toUpper }}'}]
  email_configs: [{to: a@b.example}]
`

const read = (text: string) => {
  const findings = new Findings()
  return { routing: readRouting(text, findings), findings }
}
const { routing, findings } = read(config)
if (routing === undefined) throw new Error(JSON.stringify(findings.faults))

const rows: readonly { name: string; labels: Labels; receivers: readonly string[] }[] = [
  { name: 'nothing matches', labels: { severity: 'info' }, receivers: ['default'] },
  {
    name: 'continue goes on to the next',
    labels: { severity: 'critical', source: 'syscall' },
    receivers: ['pager', 'chat'],
  },
  {
    name: 'the deepest wins',
    labels: { severity: 'critical', source: 'syscall', team: 'db' },
    receivers: ['db', 'chat'],
  },
  { name: 'all matchers must hold', labels: { severity: 'critical', source: 'k8s_audit' }, receivers: ['chat'] },
  { name: 'a pattern', labels: { severity: 'warning' }, receivers: ['chat'] },
]

test.each(rows)('$name', ({ labels, receivers }) => {
  expect(routesOf(routing.root, labels).map((route) => route.receiver)).toEqual(receivers)
})

test('what a route does not say it has from the one above', () => {
  const [pager, chat] = routesOf(routing.root, { severity: 'critical', source: 'syscall' })
  expect(pager).toMatchObject({ path: '0', groupBy: 'all', groupWaitMs: 10_000, repeatIntervalMs: 3_600_000 })
  expect(chat).toMatchObject({ path: '1', groupBy: ['alertname', 'node'], groupWaitMs: 0, groupIntervalMs: 300_000 })
  expect(routing.resolveTimeoutMs).toBe(600_000)
})

test('a group is named by its route and its labels', () => {
  const labels = { severity: 'warning', node: 'a"b', alertname: 'x', other: 'y' }
  const [route] = routesOf(routing.root, labels)
  const group = route && groupLabelsOf(route, labels)
  expect(group).toEqual({ alertname: 'x', node: 'a"b' })
  expect(route && group && groupKeyOf(route, group)).toBe(
    '{}/{severity=~"critical|warning"}/1:{alertname="x", node="a\\"b"}',
  )
})

test('a route is quiet in its mute intervals and outside its active ones', () => {
  const [route] = routesOf(routing.root, { severity: 'warning' })
  const quiet = (at: string) => route && quietOf(routing, route, Date.parse(at))
  expect(quiet('2026-02-27T23:00:00Z')).toBe('nights')
  expect(quiet('2026-02-27T12:00:00Z')).toBeUndefined()
  expect(quiet('2026-02-28T12:00:00Z')).toBe('outside weekdays')
})

test('what has no meaning here is named with its line, and the rest is taken', () => {
  expect(findings.ignored.map(({ place, line }) => [place, line])).toEqual([
    ['receivers[3].email_configs', 44],
    ['global.smtp_smarthost', 4],
    ['templates', 35],
  ])
})

test('secrets are not in what is shown', () => {
  const shown = redact(config, findings.secrets)
  expect(shown).not.toContain('hush')
  expect(shown).toContain('routing_key: <secret>')
  expect(shown).toContain('group_wait: 10s')
})

const faults: readonly { name: string; text: string; is: readonly (readonly [code: string, line: number])[] }[] = [
  { name: 'no YAML', text: 'route: [', is: [['not_yaml', 1]] },
  { name: 'no map', text: '- a', is: [['not_a_map', 1]] },
  { name: 'no route', text: 'receivers: []', is: [['missing', 1]] },
  { name: 'no receiver', text: 'route: {}\n', is: [['missing', 1]] },
  { name: 'a receiver that is not there', text: 'route:\n  receiver: x\n', is: [['unknown_receiver', 2]] },
  {
    name: 'all faults at once',
    text: [
      'route:',
      '  receiver: a',
      '  group_wait: soon',
      '  matchers: [a=b]',
      '  wait: 5',
      '  routes:',
      '  - receiver: nobody',
      '    matchers: ["a=~("]',
      '    mute_time_intervals: [never]',
      'receivers:',
      '- name: a',
      '  slack_configs: [{api_url: "ftp://x", text: "{{ .x"}]',
      '- name: a',
      '  carrier_pigeons: 3',
    ].join('\n'),
    is: [
      ['not_a_url', 12],
      ['not_a_template', 12],
      ['name_twice', 13],
      ['unknown_key', 14],
      ['not_at_root', 4],
      ['not_a_duration', 3],
      ['not_a_regex', 8],
      ['unknown_receiver', 7],
      ['unknown_interval', 9],
      ['unknown_key', 5],
    ],
  },
  {
    name: 'a file',
    text: 'route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs: [{api_url_file: /x}]',
    is: [
      ['no_files_here', 4],
      ['not_a_url', 4],
    ],
  },
  {
    name: 'a secret that was hidden',
    text: 'route: {receiver: a}\nreceivers:\n- name: a\n  pagerduty_configs: [{routing_key: <secret>}]',
    is: [['secret_hidden', 4]],
  },
  { name: 'a bomb of aliases', text: `a: &a [1]\nroute: *a`, is: [['not_a_map', 1]] },
]

test.each(faults)('$name is refused', ({ text, is }) => {
  const found = read(text)
  expect(found.routing).toBeUndefined()
  const places = found.findings.faults.map(({ code, line }) => [code, line])
  for (const one of is) expect(places).toContainEqual(one)
})
