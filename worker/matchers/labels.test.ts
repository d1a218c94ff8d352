import { expect, test } from 'vitest'
import { alert } from '../fixtures/alerts.ts'
import { endsAtField, labelName, labelOf, labelsOf } from './labels.ts'

test('an alert of a node has its own labels and its fields', () => {
  const given = alert({
    rule: 'Shell',
    priority: 'Error',
    tags: ['network', 'mitre_execution'],
    containerId: 'abc',
    fields: {
      'proc.name': 'sh',
      'proc.aname[2]': 'sshd',
      'fd.num': 3,
      'user.uid': 2n ** 60n,
      'evt.arg': null,
      node: 'x',
    },
  })
  expect(labelsOf('n1', given)).toEqual({
    alertname: 'Shell',
    priority: 'Error',
    severity: 'warning',
    node: 'n1',
    hostname: 'web-1',
    container: 'abc',
    source: 'syscall',
    tags: 'mitre_execution,network',
    proc_name: 'sh',
    proc_aname_2: 'sshd',
    fd_num: '3',
    user_uid: '1152921504606846976',
  })
})

test('a long value is cut', () => {
  expect(labelOf(labelsOf('n1', alert({ fields: { a: 'x'.repeat(5000) } })), 'a').length).toBe(1024)
})

test('an alert on the host has no container', () => {
  expect(labelOf(labelsOf('n1', alert()), 'container')).toBe('')
})

test('an alert of Prometheus keeps its labels and no others', () => {
  const fields = { severity: 'page', 'a.b': 'c', [endsAtField]: '2026-01-01T00:00:00Z' }
  expect(labelsOf('n1', alert({ source: 'prometheus', rule: 'Down', fields }))).toEqual({
    alertname: 'Down',
    severity: 'page',
    'a.b': 'c',
  })
})

test('what every object has is no label', () => {
  expect(labelOf({}, 'constructor')).toBe('')
  expect(labelOf({}, '__proto__')).toBe('')
})

test('a name that begins with a digit gets an underscore', () => expect(labelName('2.a')).toBe('_2_a'))
