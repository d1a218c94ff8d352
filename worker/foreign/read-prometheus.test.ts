import { expect, test } from 'vitest'
import { isEnd } from '../correlate/occurrence.ts'
import { Faults } from '../fault.ts'
import { annotationsOf, labelsOf } from '../matchers/labels.ts'
import { readPrometheus } from './read-prometheus.ts'

const now = Date.parse('2026-01-01T12:00:00Z')
const labels = { alertname: 'Down', instance: 'db-1:9100', severity: 'page', empty: '' }
const given = {
  labels,
  annotations: { summary: 'db-1 is down' },
  startsAt: '2026-01-01T11:00:00Z',
  endsAt: '2026-01-01T12:04:00Z',
  generatorURL: 'http://prometheus.example/graph',
}
const read = (value: unknown) => {
  const faults = new Faults()
  return { alerts: readPrometheus(value, now, faults), places: faults.found.map((fault) => fault.place) }
}

test('an alert keeps its labels and annotations, and those only', () => {
  const [found] = read([given]).alerts
  expect(found?.alert).toMatchObject({ rule: 'Down', priority: 'Critical', hostname: 'db-1', output: 'db-1 is down' })
  expect(found && labelsOf(found.node, found.alert)).toEqual({
    alertname: 'Down',
    instance: 'db-1:9100',
    severity: 'page',
  })
  expect(found && annotationsOf(found.alert)).toEqual({ summary: 'db-1 is down' })
  expect(found && isEnd(found.alert)).toBe(false)
})

test('an alert without words is told by its labels', () => {
  const { annotations: _, ...silent } = given
  expect(read([silent]).alerts[0]?.alert.output).toBe('Down (instance=db-1:9100 severity=page)')
})

test.each([
  { name: 'one that ended', endsAt: '2026-01-01T12:00:00Z', is: true },
  { name: 'one that has no end', endsAt: '0001-01-01T00:00:00Z', is: false },
  { name: 'one that does not say', endsAt: undefined, is: false },
])('$name', ({ endsAt, is }) => {
  const [found] = read([{ ...given, endsAt }]).alerts
  expect(found && isEnd(found.alert)).toBe(is)
})

test.each([
  { name: 'no list', value: given, place: 'body' },
  { name: 'no labels', value: [{ ...given, labels: {} }], place: 'body[0].labels' },
  { name: 'a label that is a number', value: [{ ...given, labels: { a: 5 } }], place: 'body[0].labels.a' },
  { name: 'an end that is none', value: [{ ...given, endsAt: 'soon' }], place: 'body[0].endsAt' },
])('$name is refused', ({ value, place }) => expect(read(value).places[0]).toBe(place))
