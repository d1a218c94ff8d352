/**
 * The container that a cgroup path stands for. A runtime shows itself by the name of a segment, so that a directory
 * that merely has 64 hex digits for a name is none:
 *
 *     docker      /docker/<id>   docker-<id>.scope   /ecs/<task>/<id>   :docker:<id>
 *     containerd  cri-containerd-<id>.scope   :cri-containerd:<id>   below kubepods: <id>
 *     CRI-O       crio-<id>.scope   :crio:<id>
 *     podman      libpod-<id>.scope   libpod-<id>
 *
 * The innermost one counts.
 */

const ID_BYTES: u32 = 64;

function isId(at: usize): bool {
  for (let i: u32 = 0; i < ID_BYTES; i++) {
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
const CRI_CONT: u64 = 0x746e6f632d697263;
const AINERD: u64 = 0x6472656e6961;
const KUBEPODS: u64 = 0x73646f706562756b;
const ECS: u64 = 0x736365;
const SCOPE: u64 = 0x65706f63732e;

/** Whether the bytes from `at` to `end` are the name of a runtime. */
function isRuntime(at: usize, end: usize): bool {
  const length = <u32>(end - at);
  if (length == 4) return are(at, CRIO, 4);
  if (length == 6) return are(at, DOCKER, 6) || are(at, LIBPOD, 6);
  return length == 14 && are(at, CRI_CONT, 8) && are(at + 8, AINERD, 6);
}

/** Where the last `-` or `:` before an id ends a runtime's name that begins the segment or follows a `:`. */
function namesRuntime(segment: usize, id: usize): bool {
  if (id <= segment + 1) return false;
  const separator = load<u8>(id - 1);
  if (separator != 0x2d && separator != 0x3a) return false;
  let from = id - 1;
  while (from > segment && load<u8>(from - 1) != 0x3a) from--;
  return isRuntime(from, id - 1);
}

/** Address of the id in a cgroup path, of which 12 bytes are the short id; 0 on the host. */
export function containerIn(path: usize, length: u32): usize {
  if (length < ID_BYTES) return 0;
  const end = path + length;
  let found: usize = 0;
  let belowDocker = false;
  let orchestrated = false;
  for (let at = path; at < end; ) {
    let stop = at;
    while (stop < end && load<u8>(stop) != 0x2f) stop++;
    let last = stop;
    if (last - at > 6 && are(last - 6, SCOPE, 6)) last -= 6;
    if (last - at >= ID_BYTES && isId(last - ID_BYTES)) {
      const id = last - ID_BYTES;
      if (id == at ? belowDocker || orchestrated : namesRuntime(at, id)) found = id;
    }
    const size = <u32>(stop - at);
    belowDocker = size == 6 && are(at, DOCKER, 6);
    if ((size >= 8 && are(at, KUBEPODS, 8)) || (size == 3 && are(at, ECS, 3))) orchestrated = true;
    at = stop + 1;
  }
  return found;
}
