/** container.* and k8s.*: of the container of the process at `p`. The host has values of its own for some of them. */
import * as layout from './layout';
import { BUCKETS, BUCKET_COUNT, CONTROL_BOOT_TIME_NS } from './memory-map';
import { text, column, addressOf, lengthOf, equalTexts, startsWithText } from './text';
import { addByte, addText, beginText, endText } from './scratch';
import { memberAt, after, endOf } from './list';
import { globText } from './glob';

const MOUNT_MEMBERS: u32 = 5;

/** Whether a process is on the host. */
@inline export function onHost(p: usize): bool {
  return p != 0 && layout.process_container_id_pointer(p) == 0;
}

/** The container of a process as far as its runtime has told of it; 0 if it has not, or on the host. */
export function told(p: usize): usize {
  if (p == 0) return 0;
  const container: usize = layout.process_container(p);
  return container != 0 && (layout.container_flags(container) & layout.CONTAINER_KNOWN) != 0 ? container : 0;
}

/** A text of the container; of the host, `host`. */
export function container_text(p: usize, at: usize, host: u64): u64 {
  if (onHost(p)) return host;
  const container = told(p);
  return container == 0 ? 0 : column(container, at);
}

/** The whole id, which the cgroup tells. */
export function container_full_id(p: usize, host: u64): u64 {
  if (onHost(p)) return host;
  const container: usize = p == 0 ? 0 : layout.process_container(p);
  return container == 0 ? 0 : text(layout.container_full_id_pointer(container), layout.container_full_id_length(container));
}

/** Whether the container has that bit; the host has none. */
export function container_flag(p: usize, bit: u32): bool {
  const container = told(p);
  return container != 0 && (layout.container_flags(container) & bit) != 0;
}

/** At most `most` bytes from the front of a text. */
export function cutText(t: u64, most: u32): u64 {
  return lengthOf(t) > most ? text(addressOf(t), most) : t;
}

/** The value of one label; 0 if there is none of that key. */
export function container_label(p: usize, at: usize, key: u64): u64 {
  const container = told(p);
  if (container == 0) return 0;
  const labels = column(container, at);
  const end = endOf(labels);
  for (let next = addressOf(labels); next < end; ) {
    const name = memberAt(next, end);
    const value = memberAt(after(name), end);
    if (equalTexts(name, key)) return value;
    next = after(value);
  }
  return 0;
}

/** All labels as `key:value`, `separator` between them, without those whose keys begin like `hidden` or `internal`. */
export function container_labels(p: usize, at: usize, separator: u64, hidden: u64, internal: u64, host: u64): u64 {
  if (onHost(p)) return host;
  const container = told(p);
  if (container == 0) return 0;
  const labels = column(container, at);
  const end = endOf(labels);
  const start = beginText();
  let isFirst = true;
  for (let next = addressOf(labels); next < end; ) {
    const name = memberAt(next, end);
    const value = memberAt(after(name), end);
    next = after(value);
    if (startsWithText(name, hidden) || startsWithText(name, internal)) continue;
    if (!isFirst) addText(separator);
    isFirst = false;
    addText(name);
    if (lengthOf(value) == 0) continue;
    addByte(0x3a);
    addText(value);
  }
  return endText(start);
}

/** Adds the five members of the mount that begins at `next`, colons between them; answers where the next one begins. */
function addMount(next: usize, end: usize): usize {
  for (let i: u32 = 0; i < MOUNT_MEMBERS; i++) {
    const member = memberAt(next, end);
    if (i != 0) addByte(0x3a);
    addText(member);
    next = after(member);
  }
  return next;
}

/** All mounts with commas between them. */
export function container_mounts(p: usize, host: u64): u64 {
  if (onHost(p)) return host;
  const container = told(p);
  if (container == 0) return 0;
  const mounts = text(layout.container_mounts_pointer(container), layout.container_mounts_length(container));
  const end = endOf(mounts);
  const start = beginText();
  for (let next = addressOf(mounts); next < end; ) {
    if (next != addressOf(mounts)) addByte(0x2c);
    next = addMount(next, end);
  }
  return endText(start);
}

/** Where member `part` of the mount that begins at `mount` lies. */
function partOf(mount: usize, end: usize, part: u32): u64 {
  let member = memberAt(mount, end);
  for (let i: u32 = 0; i < part; i++) member = memberAt(after(member), end);
  return member;
}

function mountText(mount: usize, end: usize, part: i32): u64 {
  if (part >= 0) return partOf(mount, end, <u32>part);
  const start = beginText();
  addMount(mount, end);
  return endText(start);
}

/** Of the first mount whose member `by` fits the glob: member `part`, or all of it for -1. */
export function container_mount(p: usize, by: u32, pattern: u64, part: i32): u64 {
  const container = told(p);
  if (container == 0) return 0;
  const end = layout.container_mounts_pointer(container) + layout.container_mounts_length(container);
  for (let mount = layout.container_mounts_pointer(container); mount < end; ) {
    if (globText(partOf(mount, end, by), pattern, false)) return mountText(mount, end, part);
    mount = after(partOf(mount, end, MOUNT_MEMBERS - 1));
  }
  return 0;
}

/** Of the mount of that number: member `part`, or all of it for -1. */
export function container_mount_number(p: usize, number: u32, part: i32): u64 {
  const container = told(p);
  if (container == 0) return 0;
  const end = layout.container_mounts_pointer(container) + layout.container_mounts_length(container);
  let mount = layout.container_mounts_pointer(container);
  for (let i: u32 = 0; mount < end && i < number; i++) mount = after(partOf(mount, end, MOUNT_MEMBERS - 1));
  return mount < end ? mountText(mount, end, part) : 0;
}

/** Start of the first process of a container, nanoseconds since 1970; 0 if unknown, and on the host. */
export function container_start_ts(p: usize): u64 {
  const container: usize = p == 0 ? 0 : layout.process_container(p);
  const start = container == 0 ? 0 : layout.container_init_start_ns(container);
  return start == 0 ? 0 : load<u64>(CONTROL_BOOT_TIME_NS) + start;
}

/** The process of pid 1 of the machine; 0 if unknown. */
function machineInit(): usize {
  let p: usize = load<u32>(BUCKETS + (((0x9e3779b1 >>> 8) & (BUCKET_COUNT - 1)) << 2));
  while (p != 0 && layout.process_process_pid(p) != 1) p = layout.process_next(p);
  return p;
}

/** Start of the first process of the pid namespace, nanoseconds since 1970; 0 if unknown. */
export function pidns_init_start_ts(p: usize): u64 {
  if (!onHost(p)) return container_start_ts(p);
  const first = machineInit();
  return first == 0 ? 0 : load<u64>(CONTROL_BOOT_TIME_NS) + layout.process_process_start_ns(first);
}
