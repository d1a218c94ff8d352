/**
 * The container record: what is known of one container, at a fixed place in linear memory for as long as it is kept.
 * The state module makes it when it first meets the id in the cgroup of a process; the host fills in what the container
 * runtime says, whenever that comes. container.* and k8s.* read it.
 */
import { type ColumnSpec, type Layout, layOut } from './layout.ts'

const column = (name: string, type: ColumnSpec['type'], doc: string): ColumnSpec => ({ name, type, doc })

/** Bytes of one container record with all its texts. */
export const containerBytes = 16384

/** Heads of the lists of containers by id, a power of two; they fill the first record's place. */
export const containerBuckets = containerBytes / 4

/** The last bytes of a record, which its users and groups lie in. */
export const accountBytes = 6144

/** Hex digits of the whole id. */
export const containerIdBytes = 64

/** Columns that hold a text from the runtime, in the order of `ContainerMetadata`. */
const texts = [
  column('name', 'text', 'container.name.'),
  column('type', 'text', 'container.type.'),
  column('image', 'text', 'container.image.'),
  column('image_id', 'text', 'container.image.id.'),
  column('image_repository', 'text', 'container.image.repository.'),
  column('image_tag', 'text', 'container.image.tag.'),
  column('image_digest', 'text', 'container.image.digest.'),
  column('ip', 'text', 'container.ip.'),
  column('cni_json', 'text', 'container.cni.json.'),
  column(
    'mounts',
    'list',
    'Five members a mount: source, destination, mode, `true` if it may be written, propagation.',
  ),
  column('labels', 'list', 'Two members a label: key and value, sorted by key.'),
  column('pod_name', 'text', 'k8s.pod.name.'),
  column('pod_namespace', 'text', 'k8s.ns.name.'),
  column('pod_uid', 'text', 'k8s.pod.uid.'),
  column('sandbox_id', 'text', 'k8s.pod.full_sandbox_id.'),
  column('pod_labels', 'list', 'As labels, of the pod.'),
  column('pod_ip', 'text', 'k8s.pod.ip.'),
  column('pod_cni_json', 'text', 'k8s.pod.cni.json.'),
] as const

/** A container in linear memory. */
export const containerRecord: Layout = layOut('container', 'A container in linear memory.', [
  column('next', 'u32', 'Next record in the same bucket; 0 at the end.'),
  column('state', 'u32', 'One of containerStates.'),
  column('references', 'u32', 'Process records in this container; without any, its place may be taken.'),
  column('runtime', 'u32', 'One of containerRuntimes: what its cgroup says of its runtime.'),
  column('flags', 'u32', 'Bits of containerFlags.'),
  column('init_start_ns', 'u64', 'Start of its first process, nanoseconds since boot; 0 if never seen.'),
  column('asked', 'u32', 'How often its runtime was to be asked since it came to life.'),
  column('pid', 'u32', 'The process that was found in it last, by which its files are reached.'),
  column(
    'used',
    'u64',
    'Counts up with each container that is left by its last process: the lowest is longest unused.',
  ),
  column('full_id', 'text', 'container.full_id.'),
  ...texts,
  column('users', 'text', 'Its own users as identity entries (memory.ts), sorted by id.'),
  column('groups', 'text', 'Its own groups likewise.'),
])

/** Values of `container.state`. */
export const containerStates = {
  /** Not asked about yet, or not since its processes were all gone. */
  NEW: 0,
  /** The runtime is being asked. */
  ASKED: 1,
  /** The runtime has answered. */
  ANSWERED: 2,
} as const

/** Bits of `container.flags`. */
export const containerFlags = {
  /** What the runtime said is filled in. */
  KNOWN: 1,
  PRIVILEGED: 2,
  HOST_PID: 4,
  HOST_NETWORK: 8,
  HOST_IPC: 16,
} as const

/** What the cgroup of a container says of its runtime. `CRI` is some runtime under Kubernetes. */
export const containerRuntimes = { DOCKER: 0, CONTAINERD: 1, CRIO: 2, PODMAN: 3, CRI: 4 } as const

/** A name of `containerRuntimes` in lower case. */
export type ContainerRuntime = 'docker' | 'containerd' | 'crio' | 'podman' | 'cri'

/** A mount of a container as its runtime tells it. */
export interface ContainerMount {
  readonly source: string
  readonly destination: string
  readonly mode: string
  readonly isWritable: boolean
  readonly propagation: string
}

/** What a runtime says of a container. Texts that it does not say are empty. */
export interface ContainerMetadata {
  readonly name: string
  /** Falco's name of the runtime: `docker`, `podman`, `containerd`, `cri-o`, `cri`. */
  readonly type: string
  readonly image: string
  readonly imageId: string
  readonly imageRepository: string
  readonly imageTag: string
  readonly imageDigest: string
  readonly ip: string
  readonly cniJson: string
  readonly isPrivileged: boolean
  readonly usesHostPid: boolean
  readonly usesHostNetwork: boolean
  readonly usesHostIpc: boolean
  readonly mounts: readonly ContainerMount[]
  readonly labels: Readonly<Record<string, string>>
  /** Null outside Kubernetes. */
  readonly pod: PodMetadata | null
}

/** What a runtime says of the pod that a container is in. */
export interface PodMetadata {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly sandboxId: string
  readonly labels: Readonly<Record<string, string>>
  readonly ip: string
  readonly cniJson: string
}
