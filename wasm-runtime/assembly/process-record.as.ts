/** Fills a process record: its columns in one copy, its texts behind them, and the command line put together. */
import {
  PROCESS_SIZE,
  set_process_allocated_bytes,
  process_body_cgroup_pointer,
  process_container,
  set_process_container,
  set_process_container_id,
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
  set_prefix_command_line,
  set_prefix_argument_count,
  set_prefix_name_bytes,
} from './memory-map';
import { allocate, release, roundUp } from './allocate';
import { containerIn, runtimeFound } from './container';
import { containerOf, enter, leave } from './containers';

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

/** The structure that text `i` comes from: the event if it tells it, otherwise the process inherited from. */
@inline function telling(event: usize, inherited: usize, i: u32): u32 {
  if (event != 0 && load<u32>(event + BODY_TEXTS + (i << 3)) != 0) return 1;
  return inherited != 0 && load<u32>(inherited + PROCESS_TEXTS + (i << 3)) != 0 ? 2 : 0;
}

@inline function lengthAt(event: usize, inherited: usize, i: u32, told: u32): u32 {
  return told == 1 ? load<u32>(event + BODY_TEXTS + (i << 3), 4) : load<u32>(inherited + PROCESS_TEXTS + (i << 3), 4);
}

function textBytes(event: usize, inherited: usize): u32 {
  let bytes: u32 = 0;
  for (let i: u32 = 0; i < PROCESS_TEXT_COUNT; i++) {
    const told = telling(event, inherited, i);
    if (told != 0) bytes += lengthAt(event, inherited, i, told);
  }
  // The command line repeats comm and args; the short container id is apart from the cgroup's path.
  return bytes * 2 + 1 + SHORT_ID + STEP;
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

/** Copies the texts behind the columns; answers where they end. */
function copyTexts(process: usize, event: usize, inherited: usize): usize {
  let to = process + PROCESS_SIZE;
  for (let i: u32 = 0; i < PROCESS_TEXT_COUNT; i++) {
    const column = process + PROCESS_TEXTS + (i << 3);
    const told = telling(event, inherited, i);
    if (told == 0) {
      store<u64>(column, 0);
      continue;
    }
    const length = lengthAt(event, inherited, i, told);
    const from =
      told == 1
        ? pointer(event, BODY_TEXTS + (i << 3))
        : pointer(inherited, PROCESS_TEXTS + (i << 3));
    store<u32>(column, <u32>(to - process));
    store<u32>(column, length, 4);
    to = copied(to, from, length);
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
function joinCommandLine(process: usize, to: usize): usize {
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
  return to;
}

/** Finds the container that the cgroup of a process stands for; `isTold` if the event told the cgroup. */
function placeInContainer(process: usize, isTold: bool): void {
  const cgroup = process_cgroup_pointer(process);
  if (cgroup == 0) return;
  const id = containerIn(cgroup, process_cgroup_length(process));
  if (id == 0) return;
  set_process_container_id(process, id, SHORT_ID);
  const container = containerOf(id, runtimeFound);
  if (container == 0) return;
  set_process_container(process, <u32>container);
  enter(container, isTold);
  set_container_pid(container, process_process_pid(process));
  if (process_virtual_pid(process) == 1) set_container_init_start_ns(container, process_process_start_ns(process));
}

/**
 * A record for the process that `event` describes (0 if no event does), with the texts of `inherited` where the event
 * is silent. All else in it is zero but the masks, which are empty by their generation. Answers 0 if memory is short.
 */
export function makeProcess(event: usize, inherited: usize): usize {
  const bytes = roundUp(PREFIX_BYTES + PROCESS_SIZE + textBytes(event, inherited));
  const block = allocate(bytes);
  if (block == 0) {
    store<u64>(CONTROL_FAILED_ALLOCATIONS, load<u64>(CONTROL_FAILED_ALLOCATIONS) + 1);
    return 0;
  }
  const process = block + PREFIX_BYTES;
  clear(process - LINKS, LINKS + (event == 0 ? PROCESS_TEXTS : PROCESS_COLUMNS));
  set_process_allocated_bytes(process, bytes);
  // The texts behind the columns are written after them.
  if (event != 0) copied(process + PROCESS_COLUMNS, event + BODY_COLUMNS, <u32>PROCESS_COLUMN_BYTES);
  let to = copyTexts(process, event, inherited);
  to = joinCommandLine(process, to);
  placeInContainer(process, event != 0 && process_body_cgroup_pointer(event) != 0);
  return process;
}

/** Gives back what `makeProcess` took. */
export function freeProcess(process: usize, bytes: u32): void {
  const container: usize = process_container(process);
  if (container != 0) leave(container);
  release(process - PREFIX_BYTES, bytes);
}
