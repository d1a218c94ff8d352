/** proc.*: one function a field, of the process at `p`; 0 is no process, and of it everything is absent. */
import * as layout from './layout';
import {
  BUCKETS,
  BUCKET_COUNT,
  CONTROL_BOOT_TIME_NS,
  prefix_argument_count,
  prefix_command_line,
  prefix_name_bytes,
} from './memory-map';
import { text, addressOf, lengthOf, sameBytes } from './text';
import { addByte, addText, beginText, endText } from './scratch';
import { joinMembers, memberNumber, memberAt, after, endOf } from './list';

/** Ancestors walked at most; the state module never makes a cycle, and this is the proof against its faults. */
export const GENERATIONS: u32 = 256;

@inline export function self(e: usize): usize {
  return layout.header_process(e);
}

@inline export function parentOf(p: usize): usize {
  return p == 0 ? 0 : layout.process_parent(p);
}

/** Whether nothing is known of the process but that it acts: threads that a capture does not know have no process. */
@inline function isUnknown(p: usize): bool {
  return p != 0 && layout.process_process_pid(p) == u32.MAX_VALUE;
}

export function ancestor(p: usize, n: u32): usize {
  if (isUnknown(p)) return 0;
  while (n-- != 0 && p != 0) p = layout.process_parent(p);
  return p;
}

export function proc_name(p: usize): u64 {
  return p == 0 ? 0 : text(layout.process_comm_pointer(p), layout.process_comm_length(p));
}

export function proc_exe(p: usize): u64 {
  return p == 0 ? 0 : text(layout.process_exe_pointer(p), layout.process_exe_length(p));
}

export function proc_exepath(p: usize): u64 {
  return p == 0 ? 0 : text(layout.process_exe_path_pointer(p), layout.process_exe_path_length(p));
}

export function proc_cwd(p: usize): u64 {
  return p == 0 ? 0 : text(layout.process_cwd_pointer(p), layout.process_cwd_length(p));
}

export function proc_cmdline(p: usize): u64 {
  return p == 0 ? 0 : prefix_command_line(p);
}

/** The arguments with spaces between them: what stands behind the name in the command line. */
export function proc_args(p: usize): u64 {
  const line = proc_cmdline(p);
  if (line == 0) return 0;
  const skipped = prefix_name_bytes(p);
  return text(addressOf(line) + skipped, lengthOf(line) - skipped);
}

function list(p: usize, pointer: usize, length: u32): u64 {
  return pointer == 0 ? text(p, 0) : text(pointer, length);
}

function argumentList(p: usize): u64 {
  return list(p, layout.process_args_pointer(p), layout.process_args_length(p));
}

function environment(p: usize): u64 {
  return list(p, layout.process_env_pointer(p), layout.process_env_length(p));
}

export function proc_arg(p: usize, index: u32): u64 {
  return p == 0 ? 0 : memberNumber(argumentList(p), index);
}

export function proc_exeline(p: usize): u64 {
  const exe = proc_exe(p);
  if (exe == 0) return 0;
  const start = beginText();
  addText(exe);
  addByte(0x20);
  addText(proc_args(p));
  return endText(start);
}

/** The environment as it lies in memory: its variables behind one another, each with a zero byte at its end. */
export function proc_environment(p: usize): u64 {
  return p == 0 ? 0 : environment(p);
}

export function proc_env(p: usize, space: u64): u64 {
  return p == 0 ? 0 : joinMembers(environment(p), space);
}

/** The environment of an ancestor; empty where nothing is known of the process itself. */
export function proc_ancestor_env(p: usize, n: u32, space: u64): u64 {
  return isUnknown(p) ? text(p, 0) : proc_env(ancestor(p, n), space);
}

/** The value of one variable without the spaces around it; empty if it is not set. */
export function proc_variable(p: usize, name: u64): u64 {
  if (p == 0) return 0;
  const all = environment(p);
  const end = endOf(all);
  const bytes = lengthOf(name);
  for (let at = addressOf(all); at < end; ) {
    const member = memberAt(at, end);
    at = after(member);
    if (lengthOf(member) <= bytes + 1 || load<u8>(addressOf(member) + bytes) != 0x3d) continue;
    if (!sameBytes(addressOf(member), addressOf(name), bytes)) continue;
    let from = addressOf(member) + bytes + 1;
    let to = addressOf(member) + lengthOf(member);
    while (from < to && load<u8>(from) == 0x20) from++;
    while (to > from && load<u8>(to - 1) == 0x20) to--;
    return text(from, <u32>(to - from));
  }
  return text(p, 0);
}

/** The variable of the nearest ancestor that has it. */
export function proc_inherited_variable(p: usize, name: u64): u64 {
  if (p == 0) return 0;
  let found = text(p, 0);
  let at = parentOf(p);
  for (let i = 0; i < 20 && at != 0 && lengthOf(found) == 0; i++) {
    found = proc_variable(at, name);
    at = parentOf(at);
  }
  return found;
}

export function proc_cmdnargs(p: usize): u64 {
  return prefix_argument_count(p);
}

export function proc_cmdlenargs(p: usize): u64 {
  const count = <u64>prefix_argument_count(p);
  return count == 0 ? 0 : <u64>lengthOf(proc_args(p)) - (count - 1);
}

/** Wall clock of the process's start; 0 if unknown. */
export function proc_pid_ts(p: usize): u64 {
  const start = layout.process_process_start_ns(p);
  return start == 0 ? 0 : load<u64>(CONTROL_BOOT_TIME_NS) + start;
}

export function proc_duration(p: usize, e: usize): i64 {
  return <i64>(layout.header_timestamp_ns(e) - proc_pid_ts(p));
}

/** Time from the last change of the executable's inode to the start of the process; 0 if it was not before. */
export function proc_ctime_age(p: usize): u64 {
  const start = proc_pid_ts(p);
  const changed = layout.process_exe_ctime_ns(p);
  return start != 0 && changed != 0 && changed < start ? start - changed : 0;
}

/** The living process of that pid; 0 if unknown. */
export function processOf(pid: u32): usize {
  let p: usize = load<u32>(BUCKETS + ((((pid * 0x9e3779b1) >>> 8) & (BUCKET_COUNT - 1)) << 2));
  while (p != 0) {
    if (layout.process_process_pid(p) == pid && (layout.process_state(p) & layout.PROCESS_EXITED) == 0) return p;
    p = layout.process_next(p);
  }
  return 0;
}

/** The leader of the session, or the oldest ancestor in it. */
export function sessionLeader(p: usize): usize {
  if (p == 0) return 0;
  const id = layout.process_session_id(p);
  let leader = id == 0 ? 0 : processOf(id);
  if (leader != 0) return leader;
  let at = parentOf(p);
  for (let i: u32 = 0; i < GENERATIONS && at != 0 && layout.process_session_id(at) == id; i++) {
    leader = at;
    at = parentOf(at);
  }
  return leader;
}

/** The leader of the process group, or the oldest ancestor in it. */
export function groupLeader(p: usize): usize {
  if (p == 0) return 0;
  const id = layout.process_group_id(p);
  let leader = id == 0 ? 0 : processOf(id);
  if (leader != 0) return leader;
  let at = parentOf(p);
  for (let i: u32 = 0; i < GENERATIONS && at != 0 && layout.process_group_id(at) == id; i++) {
    leader = at;
    at = parentOf(at);
  }
  return leader;
}

/** A text of a leader that may be unknown: then it is empty, as long as the process itself is known. */
@inline export function ofLeader(p: usize, t: u64): u64 {
  return p != 0 && t == 0 ? text(p, 0) : t;
}

/** The same field of all ancestors with spaces between them, for output. */
export function ancestors(p: usize, field: i32): u64 {
  const start = beginText();
  let at = parentOf(p);
  for (let i: u32 = 0; i < GENERATIONS && at != 0; i++) {
    if (beginText() != start) addByte(0x20);
    if (field == 0) addText(proc_name(at));
    else if (field == 1) addText(proc_exe(at));
    else if (field == 2) addText(proc_exepath(at));
    else if (field == 3) addText(proc_cmdline(at));
    else addText(proc_args(at));
    at = parentOf(at);
  }
  const all = endText(start);
  return lengthOf(all) == 0 ? 0 : all;
}

export function container_id(p: usize, host: u64): u64 {
  if (p == 0) return 0;
  const id = layout.process_container_id_pointer(p);
  return id == 0 ? host : text(id, layout.process_container_id_length(p));
}

/** The pid of the oldest of a process and its ancestors whose name ends like a shell's; 0 if there is none. */
export function login_shell(p: usize): u32 {
  let found: u32 = 0;
  for (let i: u32 = 0; i < GENERATIONS && p != 0; i++) {
    const name = proc_name(p);
    const length = lengthOf(name);
    if (length >= 2 && load<u16>(addressOf(name) + length - 2) == 0x6873) found = layout.process_process_pid(p);
    p = layout.process_parent(p);
  }
  return found;
}
