/** container.* and k8s.*: what the container runtime knows. */
import type { Field } from '../field.ts'
import { decimal, deprecated, rowsFrom } from './declare.ts'

const metadata = rowsFrom('container metadata')
const mount = { argument: { kind: 'index or key', required: true } } as const
const label = { argument: { kind: 'key', required: true, dotted: true } } as const

/** `k8s.<object>.{name,id,label,labels}` that only an API server could tell; kept so that old rules load. */
const formerObject = (object: string, properties = ['name', 'id', 'label', 'labels']): readonly Field[] =>
  properties.map((property) =>
    metadata(
      `k8s.${object}.${property}`,
      'charbuf',
      'changing',
      'later',
      'No longer filled.',
      property === 'label' ? { ...label, ...deprecated } : deprecated,
    ),
  )

/** The container and pod that the process is in. */
export const containerFields: readonly Field[] = [
  metadata('container.id', 'charbuf', 'exec', 'live', 'First 12 digits of the container id, or `host`.', {
    source: 'process table',
  }),
  metadata('container.full_id', 'charbuf', 'changing', 'later', 'The whole container id.'),
  metadata('container.name', 'charbuf', 'changing', 'later', 'Name of the container, or `host`.'),
  metadata('container.image', 'charbuf', 'changing', 'later', 'Image with its tag.'),
  metadata('container.image.id', 'charbuf', 'changing', 'later', 'Id of the image.'),
  metadata('container.type', 'charbuf', 'changing', 'later', 'Runtime: `docker`, `containerd`, `cri-o`, ….'),
  metadata('container.privileged', 'bool', 'changing', 'later', 'The container is privileged.'),
  metadata('container.mounts', 'charbuf', 'changing', 'later', 'Mounts as `source:dest:mode:rdrw:propagation`.'),
  metadata(
    'container.mount',
    'charbuf',
    'changing',
    'later',
    'One mount, by number or by a glob of its source.',
    mount,
  ),
  metadata(
    'container.mount.source',
    'charbuf',
    'changing',
    'later',
    'Its source, by a glob of the destination.',
    mount,
  ),
  metadata('container.mount.dest', 'charbuf', 'changing', 'later', 'Its destination.', mount),
  metadata('container.mount.mode', 'charbuf', 'changing', 'later', 'Its mode.', mount),
  metadata('container.mount.rdwr', 'charbuf', 'changing', 'later', 'Whether it may be written.', mount),
  metadata('container.mount.propagation', 'charbuf', 'changing', 'later', 'Its propagation.', mount),
  metadata('container.image.repository', 'charbuf', 'changing', 'later', 'Image without tag and digest.'),
  metadata('container.image.tag', 'charbuf', 'changing', 'later', 'Tag of the image.'),
  metadata('container.image.digest', 'charbuf', 'changing', 'later', 'Digest of the image in its registry.'),
  metadata('container.healthcheck', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.liveness_probe', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.readiness_probe', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.start_ts', 'abstime', 'changing', 'later', 'Start of the container, nanoseconds.', decimal),
  metadata('container.duration', 'reltime', 'changing', 'later', 'Nanoseconds since container.start_ts.', decimal),
  metadata('container.ip', 'charbuf', 'changing', 'later', 'IPv4 address.'),
  metadata('container.cni.json', 'charbuf', 'changing', 'later', 'Network result as JSON.'),
  metadata('container.host_pid', 'bool', 'changing', 'later', "It uses the node's pid namespace."),
  metadata('container.host_network', 'bool', 'changing', 'later', "It uses the node's network namespace."),
  metadata('container.host_ipc', 'bool', 'changing', 'later', "It uses the node's IPC namespace."),
  metadata('container.label', 'charbuf', 'changing', 'later', 'One label.', label),
  metadata('container.labels', 'charbuf', 'changing', 'later', 'All labels as `key:value`, separated by commas.'),
  metadata('proc.is_container_healthcheck', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('proc.is_container_liveness_probe', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('proc.is_container_readiness_probe', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('k8s.pod.name', 'charbuf', 'changing', 'later', 'Name of the pod.'),
  metadata('k8s.ns.name', 'charbuf', 'changing', 'later', 'Namespace of the pod.'),
  metadata('k8s.pod.id', 'charbuf', 'changing', 'later', 'Old name of k8s.pod.uid.'),
  metadata('k8s.pod.uid', 'charbuf', 'changing', 'later', 'Uid of the pod.'),
  metadata('k8s.pod.sandbox_id', 'charbuf', 'changing', 'later', "First 12 digits of the sandbox container's id."),
  metadata('k8s.pod.full_sandbox_id', 'charbuf', 'changing', 'later', "The sandbox container's whole id."),
  metadata('k8s.pod.label', 'charbuf', 'changing', 'later', 'One label of the pod.', label),
  metadata('k8s.pod.labels', 'charbuf', 'changing', 'later', 'All labels of the pod.'),
  metadata('k8s.pod.ip', 'charbuf', 'changing', 'later', 'IPv4 address of the pod.'),
  metadata('k8s.pod.cni.json', 'charbuf', 'changing', 'later', 'Network result of the pod as JSON.'),
  ...formerObject('rc'),
  ...formerObject('svc'),
  ...formerObject('ns', ['id', 'label', 'labels']),
  ...formerObject('rs'),
  ...formerObject('deployment'),
]
