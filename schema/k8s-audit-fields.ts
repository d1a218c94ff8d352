/** The fields of the `k8s_audit` source: the audit event of an API server, read with JSON pointers. */
import type { Field } from './field.ts'
import { type Extra, rowsFrom } from './fields/declare.ts'
import { generalEventFields } from './fields/event.ts'

const row = rowsFrom('json')
const text = (name: string, doc: string, extra: Extra = {}): Field => row(name, 'charbuf', 'event', 'live', doc, extra)
const list = (name: string, doc: string): Field => text(name, doc, { list: true })
const indexed = (name: string, doc: string): Field =>
  text(name, doc, { list: true, argument: { kind: 'index', required: false } })
const keyed = (name: string, doc: string): Field => text(name, doc, { argument: { kind: 'key', required: true } })

/** What is asked of each container of a pod, for one of its three lists of containers. */
const ofContainers = (containers: string, withHostPort: boolean): readonly Field[] => {
  const prefix = `ka.req.pod.${containers}`
  return [
    indexed(`${prefix}.name`, 'Names of the containers.'),
    indexed(`${prefix}.image`, 'Images.'),
    indexed(`${prefix}.image.repository`, 'Images without tag and digest.'),
    indexed(`${prefix}.command`, 'Commands.'),
    indexed(`${prefix}.args`, 'Arguments of the commands.'),
    indexed(`${prefix}.privileged`, 'Whether privileged.'),
    indexed(`${prefix}.allow_privilege_escalation`, 'Whether they may gain privileges.'),
    indexed(`${prefix}.read_only_fs`, 'Whether the root file system is read-only.'),
    indexed(`${prefix}.run_as_user`, 'User ids asked for.'),
    indexed(`${prefix}.eff_run_as_user`, 'User ids that result from pod and container; 0 if none is given.'),
    indexed(`${prefix}.run_as_group`, 'Group ids asked for.'),
    indexed(`${prefix}.eff_run_as_group`, 'Group ids that result from pod and container; 0 if none is given.'),
    indexed(`${prefix}.proc_mount`, 'Kinds of /proc mount.'),
    indexed(`${prefix}.add_capabilities`, 'Capabilities added.'),
    ...(withHostPort ? [indexed(`${prefix}.host_port`, 'Ports of the node.')] : []),
  ]
}

const requestFields: readonly Field[] = [
  list('ka.req.binding.subjects', 'Subjects of the role binding.'),
  list('ka.req.binding.subjects.user_names', 'Users among the subjects.'),
  list('ka.req.binding.subjects.serviceaccount_names', 'Service accounts among the subjects.'),
  list('ka.req.binding.subjects.serviceaccount_ns_names', 'Service accounts as `namespace:name`.'),
  list('ka.req.binding.subjects.group_names', 'Groups among the subjects.'),
  text('ka.req.binding.role', 'Role that is bound.'),
  keyed('ka.req.binding.subject.has_name', 'Always `N/A`; kept so that old rules load.'),
  text('ka.req.configmap.name', 'Name of the config map.'),
  text('ka.req.configmap.obj', 'Data of the config map as JSON.'),
  ...ofContainers('containers', true),
  text('ka.req.container.image', 'Image of the first container.'),
  text('ka.req.container.image.repository', 'The same without tag and digest.'),
  text('ka.req.container.host_network', 'Old name of ka.req.pod.host_network.'),
  text('ka.req.container.privileged', 'True if any container is privileged.'),
  text('ka.req.pod.host_ipc', "Whether the pod uses the node's IPC namespace."),
  text('ka.req.pod.host_network', "Whether the pod uses the node's network."),
  text('ka.req.pod.host_pid', "Whether the pod uses the node's pid namespace."),
  text('ka.req.pod.run_as_user', 'User id asked for the pod.'),
  text('ka.req.pod.run_as_group', 'Group id asked for the pod.'),
  text('ka.req.pod.fs_group', 'Group id that owns the volumes.'),
  list('ka.req.pod.supplemental_groups', 'Further group ids.'),
  indexed('ka.req.pod.volumes.hostpath', 'Paths of the node that are mounted.'),
  indexed('ka.req.pod.volumes.flexvolume_driver', 'Drivers of flex volumes.'),
  indexed('ka.req.pod.volumes.volume_type', 'Kinds of volumes.'),
  keyed('ka.req.volume.hostpath', 'Whether a path of the node under this prefix is mounted.'),
  list('ka.req.role.rules', 'Rules of the role.'),
  indexed('ka.req.role.rules.apiGroups', 'API groups of those rules.'),
  indexed('ka.req.role.rules.nonResourceURLs', 'URLs of those rules.'),
  indexed('ka.req.role.rules.verbs', 'Verbs of those rules.'),
  indexed('ka.req.role.rules.resources', 'Resources of those rules.'),
  text('ka.req.service.type', 'Type of the service.'),
  indexed('ka.req.service.ports', 'Ports of the service.'),
]

const json = (prefix: string): readonly Field[] => [
  keyed(`${prefix}.value`, 'Value at a JSON pointer in the event.'),
  text(`${prefix}.obj`, 'The whole event as JSON.'),
  text(`${prefix}.rawtime`, 'Time of the event.'),
]

/** The fields of the `k8s_audit` source, in the order of the reference. */
export const k8sAuditFields: readonly Field[] = [
  ...generalEventFields,
  text('ka.auditid', 'Id of the audit event.'),
  text('ka.stage', 'Stage of the request: `ResponseComplete`, ….'),
  text('ka.auth.decision', 'Whether the request was authorised.'),
  text('ka.auth.reason', 'Why it was.'),
  text('ka.auth.openshift.decision', "Decision of OpenShift's authentication."),
  text('ka.auth.openshift.username', "User name of OpenShift's authentication."),
  text('ka.validations.admission.policy.failure', 'Failure of an admission policy.'),
  text('ka.security.pod.violations', 'Violations of pod security.'),
  text('ka.user.name', 'User who asked.'),
  list('ka.user.groups', 'Groups of that user.'),
  text('ka.impuser.name', 'User who was impersonated.'),
  text('ka.verb', 'What was asked: `create`, `delete`, ….'),
  text('ka.uri', 'URI of the request.'),
  keyed('ka.uri.param', 'A parameter of the URI.'),
  text('ka.target.name', 'Name of the object.'),
  text('ka.target.namespace', 'Namespace of the object.'),
  text('ka.target.resource', 'Kind of the object.'),
  text('ka.target.subresource', 'Part of the object.'),
  text('ka.target.pod.name', 'Name of the pod.'),
  ...requestFields,
  ...ofContainers('initContainers', true),
  ...ofContainers('ephemeralContainers', false),
  text('ka.resp.name', 'Name of the object in the response.'),
  text('ka.response.code', 'Status of the response.'),
  text('ka.response.reason', 'Reason in the response, mostly of failures.'),
  text('ka.useragent', 'User agent of the client.'),
  indexed('ka.sourceips', 'Addresses of the client.'),
  text('ka.cluster.name', 'Name of the cluster.'),
  ...json('json'),
  ...json('jevt'),
]
