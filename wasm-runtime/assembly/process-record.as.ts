/** Fills a process record: its columns in one copy, its texts behind them, and the command line put together. */
import {
  PROCESS_SIZE,
  set_process_allocated_bytes,
  process_body_cgroup_pointer,
  process_container,
  set_process_container,
  set_process_container_id,
  process_container_id_pointer,
  process_body_comm_pointer,
  process_body_comm_length,
  PROCESS_BODY_SIZE,
  header_size,
  process_args_pointer,
  process_args_length,
  process_cgroup_pointer,
  process_cgroup_length,
  process_comm_pointer,
  process_process_start_ns,
  process_virtual_pid,
  set_container_init_start_ns,
  set_container_pid,
  process_process_pid,
  process_comm_length,
} from './layout';
import {
  BODY_COLUMNS,
  BODY_TEXTS,
  PROCESS_COLUMNS,
  PROCESS_COLUMN_BYTES,
  PROCESS_TEXTS,
  PROCESS_TEXT_COUNT,
  PREFIX_BYTES,
  CONTROL_FAILED_ALLOCATIONS,
  prefix_command_line,
  prefix_argument_count,
  prefix_name_bytes,
  set_prefix_command_line,
  set_prefix_argument_count,
  set_prefix_name_bytes,
} from './memory-map';
import { allocate, release, roundUp } from './allocate';
import { containerIn, runtimeFound } from './container';
import { containerOf, enter, leave } from './containers';
import { isSame } from './text';

const SHORT_ID: u32 = 12;
const SPACE: u8 = 0x20;
/** Bytes copied at once. */
const STEP: u32 = 16;
/** What stands in front of a record, behind its masks. */
const LINKS: usize = 64;

/** Address of the text in column `at` of the structure `from`; 0 if absent. */
@inline function pointer(from: usize, at: usize): usize {
  const offset = load<u32>(from + at);
  return offset == 0 ? 0 : from + offset;
}

/** Bytes behind the columns of an event, all of its texts among them; 0 if there is no event. */
@inline function toldBytes(event: usize): u32 {
  return event == 0 ? 0 : header_size(event) - PROCESS_BODY_SIZE;
}

/** Whether a text comes from the process inherited from, being absent in the event. */
@inline function isInherited(event: usize, inherited: usize, i: u32): bool {
  if (inherited == 0 || (event != 0 && load<u32>(event + BODY_TEXTS + (i << 3)) != 0)) return false;
  return load<u32>(inherited + PROCESS_TEXTS + (i << 3)) != 0;
}

/** Bytes of all texts at most, and of what is put together of them. */
function textBytes(event: usize, inherited: usize): u32 {
  let bytes = toldBytes(event);
  for (let i: u32 = 0; i < PROCESS_TEXT_COUNT; i++) {
    if (isInherited(event, inherited, i)) bytes += load<u32>(inherited + PROCESS_TEXTS + (i << 3), 4);
  }
  // The command line repeats comm and args; copies may end up to 15 bytes behind their text.
  return bytes * 2 + 1 + STEP;
}

/** Copies in steps of 16 bytes, and so up to 15 bytes beyond the end; answers the end. */
@inline function copied(to: usize, from: usize, length: u32): usize {
  for (let i: u32 = 0; i < length; i += STEP) v128.store(to + i, v128.load(from + i));
  return to + length;
}

/** Clears whole steps of 16 bytes. */
@inline function clear(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += STEP) v128.store(at, i64x2.splat(0));
}

/** Copies the texts behind the columns, those that the event tells as they lie in it; answers where they end. */
function copyTexts(process: usize, event: usize, inherited: usize): usize {
  let to = process + PROCESS_SIZE;
  if (event != 0) to = copied(to, event + PROCESS_BODY_SIZE, toldBytes(event));
  for (let i: u32 = 0; i < PROCESS_TEXT_COUNT; i++) {
    const column = process + PROCESS_TEXTS + (i << 3);
    if (isInherited(event, inherited, i)) {
      const length = load<u32>(inherited + PROCESS_TEXTS + (i << 3), 4);
      store<u32>(column, <u32>(to - process));
      store<u32>(column, length, 4);
      to = copied(to, pointer(inherited, PROCESS_TEXTS + (i << 3)), length);
      continue;
    }
    const offset: u32 = event == 0 ? 0 : load<u32>(event + BODY_TEXTS + (i << 3));
    // What the texts are counted from is elsewhere, and not as far in front of them.
    store<u32>(column, offset == 0 ? 0 : offset + PROCESS_SIZE - PROCESS_BODY_SIZE);
    store<u32>(column, offset == 0 ? 0 : load<u32>(event + BODY_TEXTS + (i << 3), 4), 4);
  }
  return to;
}

/** Writes arguments with a space in front of each, for the zero byte at its end; answers how many there are. */
function addArguments(to: usize, args: usize, length: u32): u32 {
  let count: u32 = 1;
  store<u8>(to, SPACE);
  for (let i: u32 = 0; i < length; i += STEP) {
    const bytes = v128.load(args + i);
    const ends = i8x16.eq(bytes, i8x16.splat(0));
    v128.store(to + 1 + i, v128.or(bytes, v128.and(ends, i8x16.splat(SPACE))));
    const left = length - i;
    count += popcnt(i8x16.bitmask(ends) & (left < STEP ? (1 << left) - 1 : 0xffff));
  }
  return count;
}

/** proc.cmdline: the name, then each argument behind a space. */
function joinCommandLine(process: usize, to: usize): void {
  const name = process_comm_pointer(process);
  const nameLength: u32 = name == 0 ? 0 : process_comm_length(process);
  const start = to;
  to = copied(to, name, nameLength);
  const args = process_args_pointer(process);
  let length: u32 = args == 0 ? 0 : process_args_length(process);
  let count: u32 = 0;
  if (length != 0) {
    // Arguments that were cut have no zero byte at the end of the last.
    if (load<u8>(args + length - 1) == 0) length--;
    count = addArguments(to, args, length);
    to += 1 + length;
  }
  set_prefix_command_line(process, name == 0 && args == 0 ? 0 : start, <u32>(to - start));
  set_prefix_argument_count(process, count);
  set_prefix_name_bytes(process, nameLength + (count == 0 ? 0 : 1));
}

/** Where in the cgroup's path of `inherited` the id of its container stands, if `process` has the same path; -1 if not. */
function placeOfId(process: usize, inherited: usize): i32 {
  if (inherited == 0 || process_container(inherited) == 0) return -1;
  const length = process_cgroup_length(process);
  if (process_cgroup_length(inherited) != length) return -1;
  const cgroup = process_cgroup_pointer(inherited);
  if (!isSame(cgroup, process_cgroup_pointer(process), length)) return -1;
  return <i32>(process_container_id_pointer(inherited) - cgroup);
}

/** Finds the container that the cgroup of a process stands for; `isTold` if the event told the cgroup. */
function placeInContainer(process: usize, inherited: usize, isTold: bool): void {
  const cgroup = process_cgroup_pointer(process);
  if (cgroup == 0) return;
  const place = placeOfId(process, inherited);
  const id = place < 0 ? containerIn(cgroup, process_cgroup_length(process)) : cgroup + place;
  if (id == 0) return;
  set_process_container_id(process, id, SHORT_ID);
  const container: usize = place < 0 ? containerOf(id, runtimeFound) : process_container(inherited);
  if (container == 0) return;
  set_process_container(process, <u32>container);
  enter(container, isTold);
  set_container_pid(container, process_process_pid(process));
  if (process_virtual_pid(process) == 1) set_container_init_start_ns(container, process_process_start_ns(process));
}

/** A block for a record with that many bytes of texts, links and own columns cleared; 0 if memory is short. */
function makeBlock(textBytes: u32): usize {
  const bytes = roundUp(PREFIX_BYTES + PROCESS_SIZE + textBytes);
  const block = allocate(bytes);
  if (block == 0) {
    store<u64>(CONTROL_FAILED_ALLOCATIONS, load<u64>(CONTROL_FAILED_ALLOCATIONS) + 1);
    return 0;
  }
  const process = block + PREFIX_BYTES;
  clear(process - LINKS, LINKS + PROCESS_COLUMNS);
  set_process_allocated_bytes(process, bytes);
  return process;
}

/** Whether an event tells no text of a process but the name that `inherited` has as well, as that of a clone does. */
function isAlike(event: usize, inherited: usize): bool {
  if (event == 0 || inherited == 0 || prefix_command_line(inherited) == 0) return false;
  for (let i: u32 = 1; i < PROCESS_TEXT_COUNT; i++) if (load<u32>(event + BODY_TEXTS + (i << 3)) != 0) return false;
  const name = process_body_comm_pointer(event);
  if (name == 0) return true;
  const length = process_body_comm_length(event);
  return length == process_comm_length(inherited) && isSame(name, process_comm_pointer(inherited), length);
}

/** A record with the texts of `inherited` as they lie there, the command line last. */
function makeAlike(event: usize, inherited: usize): usize {
  const line = prefix_command_line(inherited);
  const lineAt = <usize>(line >> 32) - inherited;
  const end = lineAt + <usize>(<u32>line);
  const process = makeBlock(<u32>(end - PROCESS_SIZE) + STEP);
  if (process == 0) return 0;
  copied(process + PROCESS_TEXTS, inherited + PROCESS_TEXTS, <u32>(end - PROCESS_TEXTS));
  copied(process + PROCESS_COLUMNS, event + BODY_COLUMNS, <u32>PROCESS_COLUMN_BYTES);
  set_prefix_command_line(process, process + lineAt, <u32>line);
  set_prefix_argument_count(process, prefix_argument_count(inherited));
  set_prefix_name_bytes(process, prefix_name_bytes(inherited));
  placeInContainer(process, inherited, false);
  return process;
}

/**
 * A record for the process that `event` describes (0 if no event does), with the texts of `inherited` where the event
 * is silent. All else in it is zero but the masks, which are empty by their generation. Answers 0 if memory is short.
 */
export function makeProcess(event: usize, inherited: usize): usize {
  if (isAlike(event, inherited)) return makeAlike(event, inherited);
  const process = makeBlock(textBytes(event, inherited));
  if (process == 0) return 0;
  if (event == 0) clear(process + PROCESS_COLUMNS, PROCESS_COLUMN_BYTES);
  // The texts behind the columns are written after them.
  else copied(process + PROCESS_COLUMNS, event + BODY_COLUMNS, <u32>PROCESS_COLUMN_BYTES);
  joinCommandLine(process, copyTexts(process, event, inherited));
  placeInContainer(process, inherited, event != 0 && process_body_cgroup_pointer(event) != 0);
  return process;
}

/** Gives back what `makeProcess` took. */
export function freeProcess(process: usize, bytes: u32): void {
  const container: usize = process_container(process);
  if (container != 0) leave(container);
  release(process - PREFIX_BYTES, bytes);
}
