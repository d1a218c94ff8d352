/** The process table: records by pid and start, the ones that ended kept for a while behind the living. */
import {
  process_next,
  set_process_next,
  process_process_pid,
  process_process_start_ns,
  process_state,
  set_process_state,
  process_children,
  process_allocated_bytes,
  process_parent,
  process_exit_ns,
  set_process_exit_ns,
  process_told,
  set_process_told,
  PROCESS_EXITED,
} from './layout';
import {
  BUCKETS,
  BUCKET_COUNT,
  CONTROL_PROCESSES,
  CONTROL_EXITED_PROCESSES,
  CONTROL_EVICTED_PROCESSES,
  prefix_next_exited,
  set_prefix_next_exited,
  prefix_previous_exited,
  set_prefix_previous_exited,
} from './memory-map';
import { detach, handOver } from './family';
import { freeProcess } from './process-record';

/** Exited processes kept at most; beyond it the oldest goes, and its children become its parent's. */
const EXITED_KEPT: u64 = 8192;
/** How long an exited process without children is kept for events that come late. */
const EXITED_KEPT_NS: u64 = 5000000000;
/** Exited processes looked at for each batch. */
const SWEPT: u32 = 256;

let oldestExited: usize = 0;
let youngestExited: usize = 0;
let graveyard: usize = 0;
/** Counts looks at all processes. */
let look: u32 = 0;

@inline function bucketOf(pid: u32): usize {
  return BUCKETS + ((((pid * 0x9e3779b1) >>> 8) & (BUCKET_COUNT - 1)) << 2);
}

@inline function count(counter: usize, by: i64): void {
  store<u64>(counter, load<u64>(counter) + by);
}

/** Forgets every process. */
export function emptyTable(): void {
  memory.fill(BUCKETS, 0, BUCKET_COUNT * 4);
  oldestExited = youngestExited = graveyard = 0;
}

/** The process of that pid and start; a start of 0, asked or known, fits any. 0 if there is none. */
export function find(pid: u32, start: u64): usize {
  let process: usize = load<u32>(bucketOf(pid));
  while (process != 0) {
    if (process_process_pid(process) == pid) {
      const known = process_process_start_ns(process);
      if (start == 0 || known == 0 || known == start) return process;
    }
    process = process_next(process);
  }
  return 0;
}

export function insert(process: usize): void {
  set_process_told(process, look);
  const bucket = bucketOf(process_process_pid(process));
  set_process_next(process, load<u32>(bucket));
  store<u32>(bucket, <u32>process);
  count(CONTROL_PROCESSES, 1);
}

function unlink(process: usize): void {
  const bucket = bucketOf(process_process_pid(process));
  let other: usize = load<u32>(bucket);
  if (other == process) {
    store<u32>(bucket, process_next(process));
    return;
  }
  while (other != 0) {
    const next: usize = process_next(other);
    if (next == process) {
      set_process_next(other, process_next(process));
      return;
    }
    other = next;
  }
}

function leaveQueue(process: usize): void {
  const next: usize = prefix_next_exited(process);
  const previous: usize = prefix_previous_exited(process);
  if (previous != 0) set_prefix_next_exited(previous, <u32>next);
  else oldestExited = next;
  if (next != 0) set_prefix_previous_exited(next, <u32>previous);
  else youngestExited = previous;
  set_prefix_next_exited(process, 0);
  set_prefix_previous_exited(process, 0);
  count(CONTROL_EXITED_PROCESSES, -1);
}

function enterQueue(process: usize): void {
  set_prefix_previous_exited(process, <u32>youngestExited);
  if (youngestExited != 0) set_prefix_next_exited(youngestExited, <u32>process);
  else oldestExited = process;
  youngestExited = process;
  count(CONTROL_EXITED_PROCESSES, 1);
}

/** Takes a record, whose children are given away already, out of everything; its bytes stay until the next batch. */
export function remove(process: usize): void {
  if ((process_state(process) & PROCESS_EXITED) != 0) leaveQueue(process);
  detach(process);
  unlink(process);
  set_process_next(process, <u32>graveyard);
  graveyard = process;
  count(CONTROL_PROCESSES, -1);
}

/** Marks a process as ended. */
export function retire(process: usize, ns: u64): void {
  if ((process_state(process) & PROCESS_EXITED) != 0) return;
  set_process_state(process, process_state(process) | PROCESS_EXITED);
  set_process_exit_ns(process, ns);
  enterQueue(process);
}

/** Gives the bytes of removed records back. Only between batches: until then events refer to them. */
export function bury(): void {
  while (graveyard != 0) {
    const process = graveyard;
    graveyard = process_next(process);
    freeProcess(process, process_allocated_bytes(process));
  }
}

/** Removes the oldest exited process whatever still refers to it; false if there is none. */
export function evict(): bool {
  const process = oldestExited;
  if (process == 0) return false;
  handOver(process, process_parent(process));
  remove(process);
  count(CONTROL_EVICTED_PROCESSES, 1);
  return true;
}

/** Begins a look at all processes that there are. */
export function beginLook(): void {
  look++;
}

/** A process was seen in the look that has begun. */
export function tell(process: usize): void {
  set_process_told(process, look);
}

/** Writes pids of processes that run as far as is known, but were not told in this look; answers how many, at most `room`. */
export function writeUntold(target: usize, room: u32): u32 {
  let untold: u32 = 0;
  for (let bucket: u32 = 0; bucket < BUCKET_COUNT; bucket++) {
    for (let process: usize = load<u32>(BUCKETS + (bucket << 2)); process != 0; process = process_next(process)) {
      if (process_told(process) == look || (process_state(process) & PROCESS_EXITED) != 0) continue;
      if (untold == room) return untold;
      store<u32>(target + (untold << 2), process_process_pid(process));
      untold++;
    }
  }
  return untold;
}

/** Marks those of a pid that were not told in this look as ended. */
export function retireUntold(pid: u32, ns: u64): void {
  for (let process: usize = load<u32>(bucketOf(pid)); process != 0; process = process_next(process))
    if (process_process_pid(process) == pid && process_told(process) != look) retire(process, ns);
}

/** Removes exited processes that nobody needs: old ones without children, and the oldest of too many. */
export function sweep(ns: u64): void {
  while (load<u64>(CONTROL_EXITED_PROCESSES) > EXITED_KEPT) evict();
  let process = oldestExited;
  for (let i: u32 = 0; i < SWEPT && process != 0; i++) {
    if (process_exit_ns(process) + EXITED_KEPT_NS > ns) return;
    const next: usize = prefix_next_exited(process);
    if (process_children(process) == 0) remove(process);
    process = next;
  }
}
