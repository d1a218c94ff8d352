/**
 * The container that a cgroup path stands for. A runtime shows itself by the name of a segment or of the ones above it,
 * so that a directory that merely has 64 hex digits for a name is none:
 *
 *     docker      /docker/<id>   docker-<id>.scope   :docker:<id>   /ecs/<task>/<id>   /moby/<id>
 *     containerd  cri-containerd-<id>.scope   :cri-containerd:<id>   nerdctl-<id>.scope   /default/<id>   /k8s.io/<id>
 *     CRI-O       crio-<id>.scope   crio-<id>   :crio:<id>
 *     podman      libpod-<id>.scope   libpod-<id>   libpod-payload-<id>
 *     Kubernetes  below kubepods: pod<uid>/<id>
 *
 * The innermost one counts. What watches a container from the host (`crio-conmon-<id>`, `libpod-conmon-<id>`) is not in
 * it. Directories that a container makes below its own name nothing new unless they are named as a runtime would.
 */
import {
  CONTAINER_RUNTIME_CONTAINERD,
  CONTAINER_RUNTIME_CRI,
  CONTAINER_RUNTIME_CRIO,
  CONTAINER_RUNTIME_DOCKER,
  CONTAINER_RUNTIME_PODMAN,
} from './layout';
import { CONTAINER_ID_BYTES } from './memory-map';

function isId(at: usize): bool {
  for (let i: u32 = 0; i < CONTAINER_ID_BYTES; i++) {
    const byte = load<u8>(at + i);
    if (!((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66))) return false;
  }
  return true;
}

/** Whether `length` bytes (at most 8) stand at `at`; `word` has them in the order of memory. */
@inline function are(at: usize, word: u64, length: u32): bool {
  return (load<u64>(at) & (length == 8 ? u64.MAX_VALUE : ((<u64>1 << (length * 8)) - 1))) == word;
}

const DOCKER: u64 = 0x72656b636f64;
const CRIO: u64 = 0x6f697263;
const LIBPOD: u64 = 0x646f7062696c;
const PAYLOAD: u64 = 0x64616f6c7961702d;
const CRI_CONT: u64 = 0x746e6f632d697263;
const AINERD: u64 = 0x6472656e6961;
const NERDCTL: u64 = 0x6c74636472656e;
const KUBEPODS: u64 = 0x73646f706562756b;
const KUBELET: u64 = 0x2d74656c6562756b;
const POD: u64 = 0x646f70;
const ECS: u64 = 0x736365;
const SCOPE: u64 = 0x65706f63732e;
const DEFAULT: u64 = 0x746c7561666564;
const K8S_IO: u64 = 0x6f692e73386b;
const MOBY: u64 = 0x79626f6d;

const NONE: i32 = -1;

/** The runtime that the bytes from `at` to `end` are the name of. */
function runtimeNamed(at: usize, end: usize): i32 {
  const length = <u32>(end - at);
  if (length == 4) return are(at, CRIO, 4) ? CONTAINER_RUNTIME_CRIO : NONE;
  if (length == 6 && are(at, DOCKER, 6)) return CONTAINER_RUNTIME_DOCKER;
  if (length == 6 && are(at, LIBPOD, 6)) return CONTAINER_RUNTIME_PODMAN;
  if (length == 7 && are(at, NERDCTL, 7)) return CONTAINER_RUNTIME_CONTAINERD;
  if (length != 14) return NONE;
  if (are(at, LIBPOD, 6) && are(at + 6, PAYLOAD, 8)) return CONTAINER_RUNTIME_PODMAN;
  return are(at, CRI_CONT, 8) && are(at + 8, AINERD, 6) ? CONTAINER_RUNTIME_CONTAINERD : NONE;
}

/** The runtime whose name stands before an id in its segment, at the segment's begin or behind a `:`. */
function runtimeBefore(segment: usize, id: usize): i32 {
  if (id <= segment + 1) return NONE;
  const separator = load<u8>(id - 1);
  if (separator != 0x2d && separator != 0x3a) return NONE;
  let from = id - 1;
  while (from > segment && load<u8>(from - 1) != 0x3a) from--;
  return runtimeNamed(from, id - 1);
}

/** What a segment says of an id that is the whole of a segment below it. */
const ABOVE_NOTHING: u32 = 0;
const ABOVE_DOCKER: u32 = 1;
const ABOVE_POD: u32 = 2;
const ABOVE_TASK: u32 = 3;
const ABOVE_NAMESPACE: u32 = 4;
const ABOVE_MOBY: u32 = 5;

/** What the segment above an id means for it; `isEcs` and `isOrchestrated` are of the segments above that one. */
function meaningOf(at: usize, size: u32, isFirst: bool, isEcs: bool, isOrchestrated: bool): u32 {
  if (size == 6 && are(at, DOCKER, 6)) return ABOVE_DOCKER;
  if (isOrchestrated && size > 3 && are(at, POD, 3)) return ABOVE_POD;
  if (isEcs) return ABOVE_TASK;
  if (!isFirst) return ABOVE_NOTHING;
  if ((size == 7 && are(at, DEFAULT, 7)) || (size == 6 && are(at, K8S_IO, 6))) return ABOVE_NAMESPACE;
  return size == 4 && are(at, MOBY, 4) ? ABOVE_MOBY : ABOVE_NOTHING;
}

function runtimeBelow(above: u32): i32 {
  if (above == ABOVE_POD) return CONTAINER_RUNTIME_CRI;
  if (above == ABOVE_NAMESPACE) return CONTAINER_RUNTIME_CONTAINERD;
  return above == ABOVE_NOTHING ? NONE : CONTAINER_RUNTIME_DOCKER;
}

function isKubepods(at: usize, size: u32): bool {
  if (size >= 8 && are(at, KUBEPODS, 8)) return true;
  return size >= 16 && are(at, KUBELET, 8) && are(at + 8, KUBEPODS, 8);
}

/** Of the container found last: the one of containerRuntimes that its cgroup names. */
export let runtimeFound: u32 = 0;

/** Address of the 64 bytes of the id in a cgroup path; 0 on the host. */
export function containerIn(path: usize, length: u32): usize {
  if (length < CONTAINER_ID_BYTES) return 0;
  const end = path + length;
  let found: usize = 0;
  let above = ABOVE_NOTHING;
  let isOrchestrated = false;
  let isEcs = false;
  for (let at = path < end && load<u8>(path) == 0x2f ? path + 1 : path; at < end; ) {
    const isFirst = at <= path + 1;
    let stop = at;
    while (stop < end && load<u8>(stop) != 0x2f) stop++;
    let last = stop;
    if (last - at > 6 && are(last - 6, SCOPE, 6)) last -= 6;
    if (last - at >= CONTAINER_ID_BYTES && isId(last - CONTAINER_ID_BYTES)) {
      const id = last - CONTAINER_ID_BYTES;
      const runtime = id == at ? (last == stop ? runtimeBelow(above) : NONE) : runtimeBefore(at, id);
      if (runtime != NONE) {
        found = id;
        runtimeFound = <u32>runtime;
      }
    }
    const size = <u32>(stop - at);
    above = meaningOf(at, size, isFirst, isEcs, isOrchestrated);
    isEcs = size == 3 && are(at, ECS, 3);
    if (isKubepods(at, size)) isOrchestrated = true;
    at = stop + 1;
  }
  return found;
}
