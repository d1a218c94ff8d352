import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { alert, lineage } from '../fixtures/alerts.ts'
import { tiesOf } from './ties.ts'

const pod = (name: string): Partial<Alert> => ({ fields: { 'k8s.ns.name': 'shop', 'k8s.pod.name': name } })

const rows: readonly { name: string; given: Partial<Alert>; keys: readonly string[] }[] = [
  { name: 'an alert that shares nothing', given: {}, keys: [] },
  {
    name: 'processes of its tree, without what starts everything',
    given: { lineage: lineage('cat 31 < sh 30 < systemd 1') },
    keys: ['p/n1/31.31000', 'p/n1/30.30000'],
  },
  { name: 'its container', given: { containerId: 'abc' }, keys: ['c/n1/abc'] },
  {
    name: 'a pod of a deployment',
    given: pod('web-7d4b9c6f5d-x2k4q'),
    keys: ['o/shop/pods/web-7d4b9c6f5d-x2k4q', 'w/shop/web'],
  },
  { name: 'a pod of a stateful set', given: pod('db-0'), keys: ['o/shop/pods/db-0', 'w/shop/db'] },
  { name: 'a pod of a daemon set', given: pod('agent-x7k9q'), keys: ['o/shop/pods/agent-x7k9q', 'w/shop/agent'] },
  { name: 'a pod of its own', given: pod('debug'), keys: ['o/shop/pods/debug'] },
  {
    name: 'a pod in the audit log, as nodes name it',
    given: {
      source: 'k8s_audit',
      fields: { 'ka.target.resource': 'pods', 'ka.target.namespace': 'shop', 'ka.target.name': 'debug' },
    },
    keys: ['o/shop/pods/debug'],
  },
  {
    name: 'a deployment in the audit log, as its pods name it',
    given: {
      fields: { 'ka.target.resource': 'deployments', 'ka.target.namespace': 'shop', 'ka.target.name': 'web' },
    },
    keys: ['o/shop/deployments/web', 'w/shop/web'],
  },
  {
    name: 'an object without a namespace',
    given: { fields: { 'ka.target.resource': 'clusterroles', 'ka.target.name': 'admin' } },
    keys: ['o//clusterroles/admin'],
  },
  {
    name: 'a person of Kubernetes',
    given: { fields: { 'ka.user.name': 'eva@example.org' } },
    keys: ['k/eva@example.org'],
  },
  { name: 'no account of Kubernetes itself', given: { fields: { 'ka.user.name': 'system:node:n1' } }, keys: [] },
  {
    name: 'who logged in, on any node',
    given: { fields: { 'user.loginuid': 1000n, 'user.loginname': 'eva' } },
    keys: ['u/eva'],
  },
  { name: 'who logged in by number, on one node', given: { fields: { 'user.loginuid': 1000n } }, keys: ['u/n1/1000'] },
  { name: 'nobody logged in', given: { fields: { 'user.loginuid': -1, 'user.loginname': '<NA>' } }, keys: [] },
  {
    name: 'no login of the system',
    given: { fields: { 'user.loginuid': 33, 'user.loginname': 'www-data' } },
    keys: [],
  },
  { name: 'root is everybody', given: { fields: { 'user.loginuid': 0, 'user.loginname': 'root' } }, keys: [] },
  {
    name: 'the remote end of a connection',
    given: { fields: { 'fd.name': '10.0.0.1:40000->203.0.113.7:443' } },
    keys: ['a/203.0.113.7'],
  },
  {
    name: 'the remote end over IPv6',
    given: { fields: { 'fd.name': '::1:40000->2001:db8::7:443' } },
    keys: ['a/2001:db8::7'],
  },
  {
    name: 'one address in two fields',
    given: { fields: { 'fd.rip': '203.0.113.7', 'fd.sip': '203.0.113.7' } },
    keys: ['a/203.0.113.7'],
  },
  { name: 'no private address', given: { fields: { 'fd.rip': '192.168.3.4', 'fd.sip': '172.31.0.1' } }, keys: [] },
  { name: 'no address that is a file', given: { fields: { 'fd.name': '/srv/203.0.113.7' } }, keys: [] },
  {
    name: 'where requests to Kubernetes came from',
    given: { fields: { 'ka.sourceips': ['10.0.0.9', '203.0.113.7'] } },
    keys: ['a/203.0.113.7'],
  },
  {
    name: 'a program that anybody might have put there',
    given: { fields: { 'proc.exepath': '/tmp/x' } },
    keys: ['x//tmp/x'],
  },
  { name: 'no installed program', given: { fields: { 'proc.exepath': '/usr/bin/curl' } }, keys: [] },
]

test.each(rows)('ties: $name', ({ given, keys }) => {
  expect(tiesOf('n1', alert(given)).map(({ key }) => key)).toEqual(keys)
})
