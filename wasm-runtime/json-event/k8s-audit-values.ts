/** What the fields of `k8s_audit` are of an audit event, as Falco's k8saudit plugin reads them: a table of paths. */
import { at, every, itemsOf, type Json, member, textOf, textsOf } from './json.ts'

/** What stands in the brackets of a field. */
export type Argument = string | number | null

/** A value of a field: text, the members of a list, or nothing. */
export type JsonValue = string | readonly string[] | undefined

type Read = (event: Json, argument: Argument) => JsonValue

const indexOf = (argument: Argument): number | null => (argument === null ? null : Number(argument))
const keys = (path: string): readonly string[] => path.split(' ')

/** The text at a path. */
const text =
  (path: string): Read =>
  (event) => {
    const value = at(event, keys(path))
    return value === undefined ? undefined : textOf(value)
  }

/** The texts of the list at a path; nothing if it is none. */
const list =
  (path: string): Read =>
  (event) => {
    const value = at(event, keys(path))
    return Array.isArray(value) ? textsOf(value) : undefined
  }

/** The texts that a path leads to through the lists on its way. */
const through =
  (path: string): Read =>
  (event, argument) => {
    const values = every(event, keys(path), indexOf(argument))
    return values === undefined ? undefined : textsOf(values)
  }

/** The same where the path leads to lists, whose items are told. */
const items =
  (path: string): Read =>
  (event, argument) =>
    every(event, keys(path), indexOf(argument))?.flatMap((value) => textsOf(itemsOf(value)))

const annotation = (name: string): Read => text(`annotations ${name}`)

/** The same as `through`; nothing if any of the values is missing. */
const whole =
  (path: string): Read =>
  (event, argument) => {
    const values = every(event, keys(path), indexOf(argument))
    return values === undefined || values.includes(undefined) ? undefined : textsOf(values)
  }

/** An image without its tag and digest, cut at the first colon as Falco does. */
const repository = (image: string): string => image.split(':')[0]?.split('@')[0] ?? ''

const asList = (value: JsonValue): readonly string[] | undefined => (typeof value === 'string' ? [value] : value)

const ofContainers = (name: string): Readonly<Record<string, Read>> => {
  const path = `requestObject spec ${name}`
  const security = (key: string): Read => through(`${path} securityContext ${key}`)
  /** Per container its words joined with blanks. */
  const words =
    (key: string): Read =>
    (event, argument) => {
      const given = every(event, keys(`${path} ${key}`), indexOf(argument))?.filter((value) => value !== undefined)
      const isFit = given?.every((value) => Array.isArray(value) && value.every((word) => typeof word === 'string'))
      return isFit === true && given !== undefined && given.length > 0
        ? given.map((value) => textsOf(itemsOf(value)).join(' '))
        : undefined
    }
  /** Per container its own id, or the pod's, or 0. */
  const effective =
    (key: string): Read =>
    (event, argument) => {
      const pod = at(event, ['requestObject', 'spec', key])
      const otherwise = pod === undefined ? '0' : textOf(pod)
      return every(event, keys(`${path} ${key}`), indexOf(argument))?.map((value) =>
        value === undefined ? otherwise : textOf(value),
      )
    }
  const hostPorts: Read = (event, argument) =>
    every(event, keys(`${path} ports`), indexOf(argument))?.flatMap((ports) =>
      itemsOf(ports).flatMap((port) => textsOf([member(port, 'hostPort') ?? member(port, 'containerPort')])),
    )
  const prefix = `ka.req.pod.${name}`
  const image = whole(`${path} image`)
  return {
    [`${prefix}.name`]: whole(`${path} name`),
    [`${prefix}.image`]: image,
    [`${prefix}.image.repository`]: (event, argument) => asList(image(event, argument))?.map(repository),
    [`${prefix}.command`]: words('command'),
    [`${prefix}.args`]: words('args'),
    [`${prefix}.host_port`]: hostPorts,
    [`${prefix}.privileged`]: security('privileged'),
    [`${prefix}.allow_privilege_escalation`]: security('allowPrivilegeEscalation'),
    [`${prefix}.read_only_fs`]: security('readOnlyRootFilesystem'),
    [`${prefix}.run_as_user`]: security('runAsUser'),
    [`${prefix}.eff_run_as_user`]: effective('runAsUser'),
    [`${prefix}.run_as_group`]: security('runAsGroup'),
    [`${prefix}.eff_run_as_group`]: effective('runAsGroup'),
    [`${prefix}.proc_mount`]: security('procMount'),
    [`${prefix}.add_capabilities`]: security('capabilities add'),
  }
}

/** Names of the subjects of one kind; service accounts with their namespace in front where that is asked. */
const subjects =
  (kind: string, withNamespace = false): Read =>
  (event) => {
    const all = at(event, ['requestObject', 'subjects'])
    return itemsOf(all).flatMap((subject) => {
      const name = member(subject, 'name')
      if (member(subject, 'kind') !== kind || name === undefined) return []
      const namespace = member(subject, 'namespace')
      if (!withNamespace) return [textOf(name)]
      return namespace === undefined ? [] : [`${textOf(namespace)}:${textOf(name)}`]
    })
  }

const uriParameter: Read = (event, argument) => {
  const uri = at(event, ['requestURI'])
  const query = typeof uri === 'string' ? uri.split('#')[0]?.split('?').slice(1).join('?') : undefined
  return query === undefined ? undefined : (new URLSearchParams(query).get(String(argument)) ?? undefined)
}

const podName: Read = (event, argument) => {
  const isPod =
    at(event, ['objectRef', 'resource']) === 'pods' && (at(event, ['objectRef', 'subresource']) ?? '') === ''
  return isPod ? text('responseObject metadata name')(event, argument) : undefined
}

const hostPath: Read = (event, argument) => {
  const paths = every(event, keys('requestObject spec volumes hostPath path'), null)
  if (paths === undefined) return undefined
  const wanted = String(argument)
  const holds = (path: string): boolean =>
    path === wanted || (wanted.endsWith('*') && path.startsWith(wanted.slice(0, -1)))
  return String(textsOf(paths).some(holds))
}

const volumeTypes: Read = (event, argument) => {
  const volumes = at(event, ['requestObject', 'spec', 'volumes'])
  if (volumes === undefined) return undefined
  const index = indexOf(argument)
  const asked = index === null ? itemsOf(volumes) : itemsOf(volumes).slice(index, index + 1)
  return asked.flatMap((volume) =>
    volume !== null && typeof volume === 'object' && !Array.isArray(volume)
      ? Object.keys(volume).filter((key) => key !== 'name')
      : [],
  )
}

const anyPrivileged: Read = (event) => {
  const values = every(event, keys('requestObject spec containers securityContext privileged'), null)
  return values === undefined ? undefined : String(values.includes(true))
}

const first =
  (read: Read): Read =>
  (event) =>
    asList(read(event, 0))?.[0]

const containers = ofContainers('containers')
const none: Read = () => undefined

const audit: Readonly<Record<string, Read>> = {
  ...containers,
  ...ofContainers('initContainers'),
  ...ofContainers('ephemeralContainers'),
  'ka.auditid': text('auditID'),
  'ka.stage': text('stage'),
  'ka.auth.decision': annotation('authorization.k8s.io/decision'),
  'ka.auth.reason': annotation('authorization.k8s.io/reason'),
  'ka.auth.openshift.decision': annotation('authentication.openshift.io/decision'),
  'ka.auth.openshift.username': annotation('authentication.openshift.io/username'),
  'ka.validations.admission.policy.failure': annotation('validation.policy.admission.k8s.io/validation_failure'),
  'ka.security.pod.violations': annotation('pod-security.kubernetes.io/audit-violations'),
  'ka.cluster.name': annotation('cluster_name'),
  'ka.user.name': text('user username'),
  'ka.user.groups': list('user groups'),
  'ka.impuser.name': text('impersonatedUser username'),
  'ka.verb': text('verb'),
  'ka.uri': text('requestURI'),
  'ka.uri.param': uriParameter,
  'ka.target.name': text('objectRef name'),
  'ka.target.namespace': text('objectRef namespace'),
  'ka.target.resource': text('objectRef resource'),
  'ka.target.subresource': text('objectRef subresource'),
  'ka.target.pod.name': podName,
  'ka.req.binding.subjects': list('requestObject subjects'),
  'ka.req.binding.subjects.user_names': subjects('User'),
  'ka.req.binding.subjects.serviceaccount_names': subjects('ServiceAccount'),
  'ka.req.binding.subjects.serviceaccount_ns_names': subjects('ServiceAccount', true),
  'ka.req.binding.subjects.group_names': subjects('Group'),
  'ka.req.binding.role': text('requestObject roleRef name'),
  'ka.req.binding.subject.has_name': () => 'true',
  'ka.req.configmap.name': text('objectRef name'),
  'ka.req.configmap.obj': text('requestObject data'),
  'ka.req.container.image': first(containers['ka.req.pod.containers.image'] ?? none),
  'ka.req.container.image.repository': first(containers['ka.req.pod.containers.image.repository'] ?? none),
  'ka.req.container.host_network': text('requestObject spec hostNetwork'),
  'ka.req.container.privileged': anyPrivileged,
  'ka.req.pod.host_ipc': text('requestObject spec hostIPC'),
  'ka.req.pod.host_network': text('requestObject spec hostNetwork'),
  'ka.req.pod.host_pid': text('requestObject spec hostPID'),
  'ka.req.pod.run_as_user': text('requestObject spec securityContext runAsUser'),
  'ka.req.pod.run_as_group': text('requestObject spec securityContext runAsGroup'),
  'ka.req.pod.fs_group': text('requestObject spec securityContext fsGroup'),
  'ka.req.pod.supplemental_groups': list('requestObject spec securityContext supplementalGroups'),
  'ka.req.pod.volumes.hostpath': through('requestObject spec volumes hostPath path'),
  'ka.req.pod.volumes.flexvolume_driver': through('requestObject spec volumes flexVolume driver'),
  'ka.req.pod.volumes.volume_type': volumeTypes,
  'ka.req.volume.hostpath': hostPath,
  'ka.req.role.rules': list('requestObject rules'),
  'ka.req.role.rules.apiGroups': items('requestObject rules apiGroups'),
  'ka.req.role.rules.nonResourceURLs': items('requestObject rules nonResourceURLs'),
  'ka.req.role.rules.verbs': items('requestObject rules verbs'),
  'ka.req.role.rules.resources': items('requestObject rules resources'),
  'ka.req.service.type': text('requestObject spec type'),
  // Falco tells the list of ports as one member.
  'ka.req.service.ports': through('requestObject spec ports'),
  'ka.resp.name': text('responseObject metadata name'),
  'ka.response.code': text('responseStatus code'),
  'ka.response.reason': text('responseStatus reason'),
  'ka.useragent': text('userAgent'),
  'ka.sourceips': (event, argument) => {
    const all = textsOf(itemsOf(at(event, ['sourceIPs'])))
    return argument === null ? all : all.slice(Number(argument), Number(argument) + 1)
  },
}

/** The value at a JSON pointer; a pointer without text is the event. */
function atPointer(event: Json, pointer: string): JsonValue {
  const path = pointer === '' ? [] : pointer.replace(/^\//, '').split('/')
  const value = at(
    event,
    path.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
  )
  return value === undefined ? undefined : textOf(value)
}

const ofAnyJson = new Set(
  ['json', 'jevt'].flatMap((prefix) => ['value', 'obj', 'rawtime'].map((name) => `${prefix}.${name}`)),
)

/** Whether a field of that name is read from JSON. */
export const readsField = (name: string): boolean => name in audit || ofAnyJson.has(name)

/** A field of an audit event; lists without members are absent, as are texts of what is no audit event. */
export function k8sAuditValue(event: Json, timestampNs: bigint, field: string, argument: Argument): JsonValue {
  switch (field) {
    case 'json.value':
    case 'jevt.value':
      return atPointer(event, String(argument ?? ''))
    case 'json.obj':
    case 'jevt.obj':
      return JSON.stringify(event, null, 2)
    case 'json.rawtime':
    case 'jevt.rawtime':
      return String(timestampNs)
    case 'evt.plugininfo':
      return JSON.stringify(event)
    default: {
      if (member(event, 'auditID') === undefined) return undefined
      const value = audit[field]?.(event, argument)
      return Array.isArray(value) && value.length === 0 ? undefined : value
    }
  }
}
