import { expect, test } from 'vitest'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { entryOf } from './entry.ts'
import { Reasons } from './reason.ts'

const reasonsOf = (...chains: readonly (readonly [chain: string, container: string])[]) => {
  const reasons = new Reasons()
  return chains.map(([chain, containerId], index) =>
    reasons.next(
      entryOf(occurrence(String(index), index, { lineage: chain === '' ? [] : lineage(chain), containerId })),
    ),
  )
}

test('the first alert is the first', () => {
  expect(reasonsOf(['sh 30 < nginx 812', 'host'])[0]?.kind).toBe('first')
})

test('a shared process is named with the way down to the alert', () => {
  const [, reason] = reasonsOf(['sh 30 < nginx 812', 'host'], ['cat 41 < sh 40 < nginx 812', 'host'])
  expect(reason).toEqual({ kind: 'lineage', text: 'same process tree: nginx(812) > sh(40) > cat(41)' })
})

test('a shared session is called one', () => {
  const ssh = 'sshd 20 < sshd 5 < systemd 1'
  const [, reason] = reasonsOf([`id 30 < ${ssh}`, 'host'], [`cat 40 < ${ssh}`, 'host'])
  expect(reason).toEqual({ kind: 'session', text: 'same session (an SSH session): sshd(20) > cat(40)' })
})

test('a container joins what shares no process', () => {
  const [, reason] = reasonsOf(['sh 30', 'abc'], ['id 40', 'abc'])
  expect(reason).toEqual({ kind: 'container', text: 'same container: abc' })
})

test.each([
  { fields: { 'k8s.pod.name': 'debug', 'k8s.ns.name': 'shop' }, text: 'same Kubernetes object: pods shop/debug' },
  { fields: { 'user.loginname': 'eva' }, text: 'same user who logged in: eva' },
  { fields: { 'fd.rip': '203.0.113.7' }, text: 'same remote address: 203.0.113.7' },
  { fields: { 'proc.exepath': '/tmp/x' }, text: 'same executable: /tmp/x' },
])('$text', ({ fields, text }) => {
  const reasons = new Reasons()
  const told = ['n1', 'n2'].map((node) => reasons.next(entryOf(occurrence('1', 0, { fields }, node))))
  expect(told[1]?.text).toBe(text)
})
