import { describe, expect, test } from 'vitest'
import { k8sAuditFields } from '#schema/k8s-audit-fields'
import { auditEvents, NotAuditEvent } from './audit-events.ts'
import { parseJson } from './json.ts'
import { k8sAuditValue, readsField } from './k8s-audit-values.ts'

const event = parseJson(`{
  "auditID": "a", "kind": "Event", "stage": "ResponseComplete", "verb": "create",
  "user": {"username": "ana", "groups": ["dev", "ops"]},
  "requestURI": "/x/exec?command=sh&command=ls&container=c%20d",
  "sourceIPs": ["192.0.2.1", "192.0.2.2"],
  "objectRef": {"resource": "pods", "name": "p", "subresource": null},
  "annotations": {"authorization.k8s.io/decision": "allow"},
  "requestObject": {
    "roleRef": {"name": "admin"},
    "subjects": [{"kind": "User", "name": "u"}, {"kind": "ServiceAccount", "name": "s", "namespace": "n"}, {"kind": "Group"}],
    "rules": [{"verbs": ["get", "list"], "resources": ["pods"]}, {"verbs": ["*"]}],
    "spec": {
      "runAsUser": 7,
      "ports": [{"port": 80}],
      "containers": [
        {"name": "c", "image": "reg/c:1", "command": ["sh", "-c"], "securityContext": {"privileged": true, "capabilities": {"add": ["A"]}},
         "ports": [{"hostPort": 80, "containerPort": 8080}, {"containerPort": 90}], "runAsUser": 1.50},
        {"name": "d", "image": "d@sha256:0"}
      ],
      "initContainers": [{"name": "i"}],
      "volumes": [{"name": "v", "hostPath": {"path": "/proc/1"}}, {"name": "w", "emptyDir": {}}]
    }
  },
  "responseStatus": {"code": 201, "big": 12345678901234567890}
}`)

describe('fields of an audit event', () => {
  test.each([
    { field: 'ka.verb', is: 'create' },
    { field: 'ka.response.code', is: '201' },
    { field: 'ka.target.subresource', is: 'null' },
    { field: 'ka.impuser.name', is: undefined },
    { field: 'ka.auth.decision', is: 'allow' },
    { field: 'ka.user.groups', is: ['dev', 'ops'] },
    { field: 'ka.uri.param', argument: 'command', is: 'sh' },
    { field: 'ka.uri.param', argument: 'container', is: 'c d' },
    { field: 'ka.uri.param', argument: 'none', is: undefined },
    { field: 'ka.req.binding.role', is: 'admin' },
    { field: 'ka.req.binding.subjects.user_names', is: ['u'] },
    { field: 'ka.req.binding.subjects.serviceaccount_ns_names', is: ['n:s'] },
    { field: 'ka.req.binding.subjects.group_names', is: undefined },
    { field: 'ka.req.role.rules.verbs', is: ['get', 'list', '*'] },
    { field: 'ka.req.role.rules.verbs', argument: 1, is: ['*'] },
    { field: 'ka.req.pod.containers.name', is: ['c', 'd'] },
    { field: 'ka.req.pod.containers.name', argument: 1, is: ['d'] },
    { field: 'ka.req.pod.containers.name', argument: 5, is: undefined },
    { field: 'ka.req.pod.containers.image.repository', is: ['reg/c', 'd'] },
    { field: 'ka.req.container.image', is: 'reg/c:1' },
    { field: 'ka.req.pod.containers.privileged', is: ['true'] },
    { field: 'ka.req.container.privileged', is: 'true' },
    { field: 'ka.req.pod.containers.command', is: ['sh -c'] },
    { field: 'ka.req.pod.containers.host_port', is: ['80', '90'] },
    { field: 'ka.req.pod.containers.eff_run_as_user', is: ['1.50', '7'] },
    { field: 'ka.req.pod.containers.add_capabilities', is: ['["A"]'] },
    { field: 'ka.req.pod.initContainers.image', is: undefined },
    { field: 'ka.req.pod.volumes.hostpath', is: ['/proc/1'] },
    { field: 'ka.req.pod.volumes.volume_type', is: ['hostPath', 'emptyDir'] },
    { field: 'ka.req.volume.hostpath', argument: '/proc*', is: 'true' },
    { field: 'ka.req.volume.hostpath', argument: '/proc', is: 'false' },
    { field: 'ka.req.service.ports', is: ['[{"port":80}]'] },
    { field: 'ka.sourceips', argument: 1, is: ['192.0.2.2'] },
    { field: 'jevt.value', argument: '/annotations/authorization.k8s.io~1decision', is: 'allow' },
    { field: 'jevt.value', argument: '/requestObject/spec/volumes/0/name', is: 'v' },
    { field: 'jevt.value', argument: '/responseStatus', is: '{"code":201,"big":12345678901234567890}' },
    { field: 'jevt.rawtime', is: '5' },
  ])('$field[$argument] is $is', ({ field, argument = null, is }) => {
    expect(k8sAuditValue(event, 5n, field, argument)).toEqual(is)
  })

  test('every field of the source is read', () => {
    const ofJson = k8sAuditFields.filter(({ source }) => source === 'json').map(({ name }) => name)
    expect(ofJson.filter((name) => !readsField(name))).toEqual([])
  })

  test('what is no audit event has no fields but those of any JSON', () => {
    const other = parseJson('{"verb": "get"}')
    expect(k8sAuditValue(other, 0n, 'ka.verb', null)).toBeUndefined()
    expect(k8sAuditValue(other, 0n, 'jevt.value', '/verb')).toBe('get')
  })
})

describe('audit events of a line', () => {
  const one = (stamp: string): string => `{"kind":"Event","stageTimestamp":"${stamp}"}`

  test.each([
    { name: 'one event', text: one('2026-11-23T20:36:22.056403Z'), times: [1_795_466_182_056_403_000n] },
    { name: 'another time zone', text: one('2026-11-23T21:36:22+01:00'), times: [1_795_466_182_000_000_000n] },
    {
      name: 'a list',
      text: `{"kind":"EventList","items":[${one('1970-01-01T00:00:01Z')},${one('1970-01-01T00:00:02Z')}]}`,
      times: [1_000_000_000n, 2_000_000_000n],
    },
    { name: 'an array', text: `[${one('1970-01-01T00:00:01Z')}]`, times: [1_000_000_000n] },
  ])('$name', ({ text, times }) => {
    expect(auditEvents(text).map(({ timestampNs }) => timestampNs)).toEqual(times)
  })

  test.each(['{}', '3', 'null', '{"kind":"Pod"}', one('yesterday'), '{"kind":"Event"}'])('%s is none', (text) => {
    expect(() => auditEvents(text)).toThrow(NotAuditEvent)
  })
})
