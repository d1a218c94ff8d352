/**
 * The containers, each at a place of its own for as long as it is kept: the first place of the region holds the heads
 * of the lists by id, every other one a record. A container without processes stays until its place is needed.
 */
import {
  CONTAINER_NEW,
  CONTAINER_SIZE,
  container_asked,
  container_full_id_pointer,
  container_next,
  container_references,
  container_used,
  set_container_asked,
  set_container_full_id,
  set_container_next,
  set_container_references,
  set_container_runtime,
  set_container_state,
  set_container_used,
} from './layout';
import {
  CONTAINERS,
  CONTAINERS_END,
  CONTAINER_BUCKETS,
  CONTAINER_BYTES,
  CONTAINER_ID_BYTES,
  CONTROL_CONTAINER_CHANGES,
  CONTROL_CONTAINERS_END,
  CONTROL_REFUSED_CONTAINERS,
} from './memory-map';

/** Times that a container is asked about in one life. */
const ASKED_AT_MOST: u32 = 4;

let uses: u64 = 0;

@inline function count(counter: usize): void {
  store<u64>(counter, load<u64>(counter) + 1);
}

/** Forgets every container. */
export function emptyContainers(): void {
  memory.fill(CONTAINERS, 0, CONTAINER_BYTES);
  store<u64>(CONTROL_CONTAINERS_END, CONTAINERS + CONTAINER_BYTES);
  uses = 0;
}

/** The id is random: its first digits spread well. */
@inline function bucketOf(id: usize): usize {
  return CONTAINERS + (<usize>((load<u64>(id) * 0x9e3779b97f4a7c15) >> 40) & (CONTAINER_BUCKETS - 1)) * 4;
}

function isSame(a: usize, b: usize): bool {
  for (let i: usize = 0; i < CONTAINER_ID_BYTES; i += 8) {
    if (load<u64>(a + i) != load<u64>(b + i)) return false;
  }
  return true;
}

/** The container of that id; 0 if there is none. */
export function containerNamed(id: usize): usize {
  let container: usize = load<u32>(bucketOf(id));
  while (container != 0 && !isSame(container_full_id_pointer(container), id)) container = container_next(container);
  return container;
}

function unlink(container: usize): void {
  const bucket = bucketOf(container_full_id_pointer(container));
  const next = container_next(container);
  let other: usize = load<u32>(bucket);
  if (other == container) {
    store<u32>(bucket, next);
    return;
  }
  while (other != 0 && container_next(other) != <u32>container) other = container_next(other);
  if (other != 0) set_container_next(other, next);
}

/** The place of the container that has been without processes for longest; 0 if all have some. */
function vacated(): usize {
  let oldest: usize = 0;
  const end = <usize>load<u64>(CONTROL_CONTAINERS_END);
  for (let at = CONTAINERS + CONTAINER_BYTES; at < end; at += CONTAINER_BYTES) {
    if (container_references(at) != 0) continue;
    if (oldest == 0 || container_used(at) < container_used(oldest)) oldest = at;
  }
  if (oldest != 0) unlink(oldest);
  return oldest;
}

function place(): usize {
  const end = <usize>load<u64>(CONTROL_CONTAINERS_END);
  if (end + CONTAINER_BYTES > CONTAINERS_END) return vacated();
  store<u64>(CONTROL_CONTAINERS_END, end + CONTAINER_BYTES);
  return end;
}

/** The container of that id, made if it is not there, to be asked about by the host; 0 if there is no room for it. */
export function containerOf(id: usize, runtime: u32): usize {
  const known = containerNamed(id);
  if (known != 0) return known;
  const container = place();
  if (container == 0) {
    count(CONTROL_REFUSED_CONTAINERS);
    return 0;
  }
  memory.fill(container, 0, CONTAINER_SIZE);
  memory.copy(container + CONTAINER_SIZE, id, CONTAINER_ID_BYTES);
  set_container_full_id(container, container + CONTAINER_SIZE, <u32>CONTAINER_ID_BYTES);
  set_container_runtime(container, runtime);
  set_container_used(container, ++uses);
  const bucket = bucketOf(id);
  set_container_next(container, load<u32>(bucket));
  store<u32>(bucket, <u32>container);
  count(CONTROL_CONTAINER_CHANGES);
  return container;
}

/**
 * A process is in the container. It is asked about when it comes to life, also again, and for the first images that are
 * told to be in it.
 */
export function enter(container: usize, isTold: bool): void {
  const references = container_references(container);
  set_container_references(container, references + 1);
  if (references == 0) set_container_asked(container, 0);
  if (references == 0 || isTold) ask(container);
}

/**
 * Has the host ask about a container, a few times only. The first images in it are those of its runtime, which may not
 * have noted it down yet and still sees the machine's files.
 */
function ask(container: usize): void {
  const asked = container_asked(container);
  if (asked == ASKED_AT_MOST) return;
  set_container_asked(container, asked + 1);
  set_container_state(container, CONTAINER_NEW);
  count(CONTROL_CONTAINER_CHANGES);
}

/** A process of the container is forgotten. */
export function leave(container: usize): void {
  const references = container_references(container) - 1;
  set_container_references(container, references);
  if (references == 0) set_container_used(container, ++uses);
}
