import { expect, test } from 'vitest'
import { Faults } from '../fault.ts'
import { readFalco } from './read-falco.ts'

const now = 1_700_000_000_000
const given = {
  uuid: 'x',
  hostname: 'web-1',
  output: '12:00:00.000000000: Warning a line',
  output_fields: {
    'container.id': 'abc',
    'proc.name': 'sh',
    'evt.time': 1_700_000_000_123_456_800,
    'fd.num': null,
    list: [1],
  },
  priority: 'Warning',
  rule: 'Shell',
  source: 'syscall',
  tags: ['shell'],
  time: '2023-11-14T22:13:20.000000007Z',
}
const read = (value: unknown) => {
  const faults = new Faults()
  return { alerts: readFalco(value, now, faults), places: faults.found.map((fault) => fault.place) }
}

test('what Falco prints becomes an alert', () => {
  const { alerts, places } = read(given)
  expect(places).toEqual([])
  expect(alerts).toMatchObject([
    {
      node: 'web-1',
      alert: {
        rule: 'Shell',
        priority: 'Warning',
        timeNs: 1_700_000_000_000_000_007n,
        containerId: 'abc',
        tags: ['shell'],
        fields: { 'proc.name': 'sh', 'fd.num': null, list: '[1]' },
        lineage: [],
        evidence: { complete: false },
      },
    },
  ])
})

test('a process is known where its start is', () => {
  const fields = {
    'proc.pid': 7,
    'proc.pid.ts': 5,
    'proc.name': 'cat',
    'proc.ppid': 6,
    'proc.ppid.ts': 4,
    'proc.pname': 'sh',
  }
  const lineage = (output_fields: object) => read({ ...given, output_fields }).alerts[0]?.alert.lineage
  expect(lineage(fields)).toMatchObject([
    { pid: 7, startNs: 5n, name: 'cat' },
    { pid: 6, startNs: 4n, name: 'sh' },
  ])
  expect(lineage({ ...fields, 'proc.pid.ts': null })).toEqual([])
})

test.each([
  { name: 'several at once', value: [given, given], count: 2 },
  { name: 'only what must be there', value: { rule: 'Shell', priority: 'informational' }, count: 1 },
  { name: 'the short word', value: { rule: 'Shell', priority: 'INFO' }, count: 1 },
])('$name', ({ value, count }) => {
  const { alerts, places } = read(value)
  expect([alerts.length, places]).toEqual([count, []])
})

test.each([
  { name: 'no JSON', value: undefined, place: 'body[0]' },
  { name: 'no rule', value: { ...given, rule: '' }, place: 'body[0].rule' },
  { name: 'an unknown priority', value: { ...given, priority: 'High' }, place: 'body[0].priority' },
  { name: 'a time that is none', value: { ...given, time: 'now' }, place: 'body[0].time' },
  { name: 'fields that are text', value: { ...given, output_fields: 'x' }, place: 'body[0].output_fields' },
])('$name is refused', ({ value, place }) => expect(read(value).places[0]).toBe(place))

test('a host whose name cannot be a node’s counts for one all the same', () => {
  expect(read({ ...given, hostname: 'web 1/é' }).alerts[0]?.node).toBe('web-1-')
  expect(read({ ...given, hostname: '///' }).alerts[0]?.node).toBe('falco')
})
