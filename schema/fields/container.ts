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
  metadata('container.full_id', 'charbuf', 'container', 'live', 'The whole container id.'),
  metadata('container.name', 'charbuf', 'container', 'live', 'Name of the container, or `host`.'),
  metadata('container.image', 'charbuf', 'container', 'live', 'Image with its tag.'),
  metadata('container.image.id', 'charbuf', 'container', 'live', 'Id of the image.'),
  metadata('container.type', 'charbuf', 'container', 'live', 'Runtime: `docker`, `containerd`, `cri-o`, ….'),
  metadata('container.privileged', 'bool', 'container', 'live', 'The container is privileged.'),
  metadata(
    'container.mounts',
    'charbuf',
    'container',
    'live',
    'Mounts as `source:dest:mode:rdwr:propagation`, with commas between them.',
  ),
  metadata(
    'container.mount',
    'charbuf',
    'container',
    'live',
    'One mount, by number or by a glob of its source.',
    mount,
  ),
  metadata(
    'container.mount.source',
    'charbuf',
    'container',
    'live',
    'Its source, by a glob of the destination.',
    mount,
  ),
  metadata('container.mount.dest', 'charbuf', 'container', 'live', 'Its destination.', mount),
  metadata('container.mount.mode', 'charbuf', 'container', 'live', 'Its mode.', mount),
  metadata('container.mount.rdwr', 'charbuf', 'container', 'live', 'Whether it may be written.', mount),
  metadata('container.mount.propagation', 'charbuf', 'container', 'live', 'Its propagation.', mount),
  metadata('container.image.repository', 'charbuf', 'container', 'live', 'Image without tag and digest.'),
  metadata('container.image.tag', 'charbuf', 'container', 'live', 'Tag of the image.'),
  metadata('container.image.digest', 'charbuf', 'container', 'live', 'Digest of the image in its registry.'),
  metadata('container.healthcheck', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.liveness_probe', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.readiness_probe', 'charbuf', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('container.start_ts', 'abstime', 'changing', 'live', 'Start of the container, nanoseconds.', decimal),
  metadata('container.duration', 'reltime', 'changing', 'live', 'Nanoseconds since container.start_ts.', decimal),
  metadata('container.ip', 'charbuf', 'container', 'live', 'IPv4 address.'),
  metadata('container.cni.json', 'charbuf', 'container', 'live', 'Network result as JSON.'),
  metadata('container.host_pid', 'bool', 'container', 'live', "It uses the node's pid namespace."),
  metadata('container.host_network', 'bool', 'container', 'live', "It uses the node's network namespace."),
  metadata('container.host_ipc', 'bool', 'container', 'live', "It uses the node's IPC namespace."),
  metadata('container.label', 'charbuf', 'container', 'live', 'One label.', label),
  metadata('container.labels', 'charbuf', 'container', 'live', 'All labels as `key:value`, separated by commas.'),
  metadata('proc.is_container_healthcheck', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('proc.is_container_liveness_probe', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('proc.is_container_readiness_probe', 'bool', 'changing', 'later', 'No longer filled.', deprecated),
  metadata('k8s.pod.name', 'charbuf', 'container', 'live', 'Name of the pod.'),
  metadata('k8s.ns.name', 'charbuf', 'container', 'live', 'Namespace of the pod.'),
  metadata('k8s.pod.id', 'charbuf', 'container', 'live', 'Old name of k8s.pod.uid.'),
  metadata('k8s.pod.uid', 'charbuf', 'container', 'live', 'Uid of the pod.'),
  metadata('k8s.pod.sandbox_id', 'charbuf', 'container', 'live', "First 12 digits of the sandbox container's id."),
  metadata('k8s.pod.full_sandbox_id', 'charbuf', 'container', 'live', "The sandbox container's whole id."),
  metadata('k8s.pod.label', 'charbuf', 'container', 'live', 'One label of the pod.', label),
  metadata('k8s.pod.labels', 'charbuf', 'container', 'live', 'All labels of the pod.'),
  metadata('k8s.pod.ip', 'charbuf', 'container', 'live', 'IPv4 address of the pod.'),
  metadata('k8s.pod.cni.json', 'charbuf', 'container', 'live', 'Network result of the pod as JSON.'),
  ...formerObject('rc'),
  ...formerObject('svc'),
  ...formerObject('ns', ['id', 'label', 'labels']),
  ...formerObject('rs'),
  ...formerObject('deployment'),
]
