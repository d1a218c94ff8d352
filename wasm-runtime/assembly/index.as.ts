/**
 * The state module: what eyas knows of processes, kept in linear memory from event to event.
 *
 * `apply` takes records in order and gives each its process and its absolute path. A record that changes what other
 * records see (exec, clone, exit) begins a segment: `apply` stops before it, so that all records before it are judged
 * by the state they met. What it answers is where the segment ends.
 *
 * Every event of the node comes through `apply`; what it calls for each of them is inlined.
 */
import * as layout from './layout';
import {
  BODY_TEXTS,
  CALL_TEXTS,
  CALL_TEXT_COUNT,
  CONTROL_FIRST_EVENT_NS,
  CONTROL_MALFORMED,
  CONTROL_PARTIAL_PROCESSES,
  CONTROL_TYPE_KINDS,
  CONTROL_UNREAD_TYPES,
  DESCRIPTOR_TEXTS,
  DESCRIPTOR_TEXT_COUNT,
  PROCESS_TEXT_COUNT,
  TYPE_CALL,
  TYPE_CHANGE,
  TYPE_DESCRIPTOR,
  writeTextEnds,
  writeTypeKinds,
} from './memory-map';
import { emptyHeap } from './allocate';
import { applyCaptured, emptyNumbers, processNumbered, tellsOfProcess } from './captured';
import { containerOf, emptyContainers } from './containers';
import { emptyFamilies, detach, attach, adopt, handOver, forget } from './family';
import { bodyInDirectory, followCapset, followSetpgid, followSetsid, hasChangedTexts, refresh } from './follow';
import { isSame } from './text';
import { emptyArena, isNormal, join, joined } from './path';
import { makeProcess } from './process-record';
import {
  beginLook,
  bury,
  emptyTable,
  evict,
  find,
  insert,
  remove,
  retire,
  retireUntold,
  sweep,
  tell,
  writeUntold,
} from './process-table';

/** Records of a segment at most, so that the rules find them in the processor's nearest cache. */
const SEGMENT: u32 = 32;
/** Records evicted at most to make room for one. */
const EVICTIONS: u32 = 64;

let nowNs: u64 = 0;
let lastPid: u32 = 0;
let lastStart: u64 = 0;
let lastProcess: usize = 0;

/** Forgets everything. */
export function reset(): void {
  emptyHeap();
  emptyContainers();
  emptyFamilies();
  emptyTable();
  emptyArena();
  emptyNumbers();
  writeTypeKinds();
  writeTextEnds();
  lastProcess = 0;
  nowNs = 0;
}

/** The container of the id that lies at `id`, made if it is not there; 0 if there is no room. */
export function container(id: usize, runtime: u32): usize {
  return containerOf(id, runtime);
}

/** Before the records of all processes that there are. */
export function beginSnapshot(): void {
  beginLook();
}

/** Behind those records: pids of processes that are not among them, at most `room`, written to `target`. */
export function untold(target: usize, room: u32): u32 {
  return writeUntold(target, room);
}

/** The processes of such a pid have ended. Their events were lost, so the children keep their parent. */
export function end(pid: u32): void {
  retireUntold(pid, nowNs);
}

/** Before each batch: no record of the batch before is needed any more. */
export function begin(): void {
  emptyArena();
  sweep(nowNs);
  bury();
  lastProcess = 0;
}

function make(event: usize, inherited: usize): usize {
  let process = makeProcess(event, inherited);
  for (let i: u32 = 0; process == 0 && i < EVICTIONS && evict(); i++) {
    lastProcess = 0;
    process = makeProcess(event, inherited);
  }
  return process;
}

/** A record for a process of which only this event is known. */
function makePartial(event: usize): usize {
  const process = make(0, 0);
  if (process == 0) return 0;
  layout.set_process_process_pid(process, layout.header_pid(event));
  layout.set_process_process_start_ns(process, layout.header_start_ns(event));
  layout.set_process_process_uid(process, layout.header_uid(event));
  layout.set_process_process_gid(process, layout.header_gid(event));
  layout.set_process_login_uid(process, u32.MAX_VALUE);
  layout.set_process_state(process, layout.PROCESS_PARTIAL);
  insert(process);
  adopt(process);
  store<u64>(CONTROL_PARTIAL_PROCESSES, load<u64>(CONTROL_PARTIAL_PROCESSES) + 1);
  return process;
}

/** The process that acted, looked up. */
function findActor(event: usize, pid: u32, start: u64): usize {
  let process = find(pid, start);
  if (process == 0 && pid != 0) process = makePartial(event);
  lastPid = pid;
  lastStart = start;
  lastProcess = process;
  return process;
}

/** The process that acted: often that of the event before. */
@inline function actorOf(event: usize): usize {
  const pid = layout.header_pid(event);
  const start = layout.header_start_ns(event);
  return lastProcess != 0 && pid == lastPid && start == lastStart ? lastProcess : findActor(event, pid, start);
}

function parentOf(event: usize, otherwise: usize): usize {
  const pid = layout.process_body_parent_pid(event);
  if (pid == 0) return otherwise;
  const parent = find(pid, layout.process_body_parent_start_ns(event));
  return parent == 0 ? otherwise : parent;
}

/** Puts a new record in the table, in place of `old` if there is one. */
function replace(event: usize, old: usize, inherited: usize, parent: usize): usize {
  const process = make(event, inherited);
  if (process == 0) return old;
  if (old != 0) {
    handOver(old, process);
    layout.set_process_state(old, layout.process_state(old) | layout.PROCESS_REPLACED);
    remove(old);
  }
  insert(process);
  // A process that names itself as its parent has none; `old` is no longer there to be one.
  attach(process, parent == old ? 0 : parent);
  adopt(process);
  forget(process);
  lastProcess = 0;
  return process;
}

function applyExec(event: usize): usize {
  if (layout.header_result(event) < 0) return actorOf(event);
  const old = find(layout.process_body_process_pid(event), layout.process_body_process_start_ns(event));
  const known: usize = old == 0 ? 0 : layout.process_parent(old);
  return replace(event, old, old, parentOf(event, known));
}

function applyClone(event: usize): usize {
  const actor = actorOf(event);
  const pid = layout.process_body_process_pid(event);
  if (layout.header_result(event) < 0 || pid == 0 || pid == layout.header_pid(event)) return actor;
  const parent = parentOf(event, actor);
  const known = find(pid, layout.process_body_process_start_ns(event));
  if (known == 0 || (layout.process_state(known) & (layout.PROCESS_PARTIAL | layout.PROCESS_EXITED)) != 0) {
    replace(event, known, parent == 0 ? actor : parent, parent);
  } else if (layout.process_parent(known) == 0 && parent != known) {
    detach(known);
    attach(known, parent);
    forget(known);
  }
  return actorOf(event);
}

/** What a look at all processes says of one: new, another image than is known, or the same with what has changed of it. */
function applySnapshot(event: usize): usize {
  const known = find(layout.process_body_process_pid(event), layout.process_body_process_start_ns(event));
  if (known == 0) return replace(event, 0, 0, parentOf(event, 0));
  tell(known);
  const state = layout.process_state(known);
  if ((state & layout.PROCESS_EXITED) != 0) return known;
  const parent = parentOf(event, layout.process_parent(known));
  if ((state & layout.PROCESS_PARTIAL) != 0 || hasChangedTexts(event, known)) return replace(event, known, 0, parent);
  refresh(event, known);
  if (parent != layout.process_parent(known) && parent != known) {
    detach(known);
    attach(known, parent);
    forget(known);
  }
  return known;
}

function applyExit(event: usize): usize {
  const process = actorOf(event);
  if (process == 0 || layout.header_tid(event) != layout.header_pid(event)) return process;
  retire(process, nowNs);
  const pid = layout.exit_body_reaper_pid(event);
  const reaper: usize = pid == 0 ? 0 : find(pid, 0);
  if (reaper != 0 && reaper != process) {
    // Children keep the ended process as their parent unless the kernel says who took them.
    forget(process);
    handOver(process, reaper);
  }
  return process;
}

/** Whether a name is the path that it means, so that it is used where it lies. */
@inline function isPath(name: usize, length: u32): bool {
  return length == 0 || (load<u8>(name) == 0x2f && isNormal(name, length));
}

/** The path that a name means, in `joined` with the length that is answered; -1 if the arena is full. */
function resolve(name: usize, length: u32, base: usize, baseLength: u32): i32 {
  return load<u8>(name) == 0x2f || base == 0 ? join(0, 0, name, length) : join(base, baseLength, name, length);
}

/** Whether the kernel resolved the very path that was asked for; what it resolves has neither dots nor doubled slashes. */
@inline function isResolvedAs(event: usize, name: usize, length: u32): bool {
  const resolved = layout.descriptor_resolved_pointer(event);
  if (resolved == 0 || layout.descriptor_resolved_length(event) != length || load<u8>(resolved) != 0x2f) return false;
  return isSame(resolved, name, length);
}

/** fd.name of an event that names a file. */
@inline function applyPath(event: usize): void {
  const name = layout.descriptor_name_raw_pointer(event);
  if (name == 0) return;
  const length = layout.descriptor_name_raw_length(event);
  if (layout.descriptor_family(event) != 0 || isResolvedAs(event, name, length)) {
    layout.set_descriptor_path(event, name, length);
    return;
  }
  if (isPath(name, length)) {
    layout.set_descriptor_path(event, name, length);
    compareNames(event, name, length);
    return;
  }
  const size = resolve(name, length, layout.descriptor_base_pointer(event), layout.descriptor_base_length(event));
  if (size < 0) return;
  layout.set_descriptor_path(event, joined, size);
  compareNames(event, joined, size);
}

/** Notes whether the kernel resolved another path than the one asked for. */
@inline function compareNames(event: usize, path: usize, length: u32): void {
  const resolved = layout.descriptor_resolved_pointer(event);
  if (resolved == 0 || load<u8>(resolved) != 0x2f) return;
  if (layout.descriptor_resolved_length(event) == length && isSame(resolved, path, length)) return;
  layout.set_header_flags(event, layout.header_flags(event) | <u16>layout.RECORD_OTHER_NAME);
}

/** The second path of a call that has two. */
@inline function applySecondPath(event: usize): void {
  const name = layout.call_second_raw_pointer(event);
  if (name == 0) return;
  const length = layout.call_second_raw_length(event);
  if (isPath(name, length)) {
    layout.set_call_second_path(event, name, length);
    return;
  }
  const size = resolve(name, length, layout.call_second_base_pointer(event), layout.call_second_base_length(event));
  if (size >= 0) layout.set_call_second_path(event, joined, size);
}

/** The process in another directory: a new record, for its text needs room. */
function changeDirectory(event: usize, process: usize): usize {
  const body = bodyInDirectory(event, process);
  if (body == 0) return process;
  const partial = layout.process_state(process) & layout.PROCESS_PARTIAL;
  const changed = replace(body, process, process, layout.process_parent(process));
  if (changed != process) layout.set_process_state(changed, partial);
  return changed;
}

/** A call that changes the process it is made by. What it changes is remembered nowhere, so that columns change in place. */
function applyFollowed(event: usize, type: u32, kinds: u32): usize {
  const process = actorOf(event);
  const isChdir = type == layout.EVENT_CHDIR;
  if (isChdir && process != 0) startIn(event, process);
  if ((kinds & TYPE_DESCRIPTOR) != 0) applyPath(event);
  if (process == 0 || layout.header_result(event) < 0) return process;
  if ((layout.process_state(process) & layout.PROCESS_EXITED) != 0) return process;
  if (isChdir || type == layout.EVENT_FCHDIR) return changeDirectory(event, process);
  if (type == layout.EVENT_SETSID) followSetsid(event, process);
  else if (type == layout.EVENT_SETPGID) followSetpgid(event, process);
  else followCapset(event, process);
  return process;
}

/** A relative name of a chdir that succeeded starts from where the process was, which the kernel knows no more. */
function startIn(event: usize, process: usize): void {
  if (layout.descriptor_base_pointer(event) != 0) return;
  const cwd = layout.process_cwd_pointer(process);
  if (cwd != 0) layout.set_descriptor_base(event, cwd, layout.process_cwd_length(process));
}

function applyChange(event: usize, type: u32, kinds: u32): usize {
  if ((kinds & TYPE_CALL) != 0) return applyFollowed(event, type, kinds);

  if (type == layout.EVENT_PROCESS_SNAPSHOT) return applySnapshot(event);
  if (type == layout.EVENT_EXECVE || type == layout.EVENT_EXECVEAT) return applyExec(event);
  if (type == layout.EVENT_PROCEXIT) return applyExit(event);
  return applyClone(event);
}

/** Whether a whole record lies at `at`. */
@inline function isWhole(at: usize, end: usize): bool {
  const size = layout.header_size(at);
  return size >= layout.HEADER_SIZE && (size & 7) == 0 && at + size <= end;
}

/** Where the texts of two columns that follow one another end. */
@inline function endsOf(columns: usize): v128 {
  const places = v128.load(columns);
  return i64x2.add(v128.and(places, i64x2.splat(0xffffffff)), i64x2.shr_u(places, 32));
}

/** Whether one of `count` texts that follow one another as columns from `column`, two or more, is not within the record. */
@inline function isTextOutside(event: usize, column: usize, count: u32, size: u32): bool {
  const bound = i64x2.splat(<i64>size);
  // An odd one is looked at with the one before it.
  let outside = i64x2.gt_s(endsOf(event + column + ((count - 2) << 3)), bound);
  for (let i: u32 = 0; i + 2 < count; i += 2) {
    outside = v128.or(outside, i64x2.gt_s(endsOf(event + column + (i << 3)), bound));
  }
  return v128.any_true(outside);
}

/** Whether a record that changes state is as large as its type needs and refers to no byte outside itself. */
function isSoundChange(event: usize, type: u32, size: u32): bool {
  if (type == layout.EVENT_PROCEXIT) return size >= layout.EXIT_BODY_SIZE;
  return size >= layout.PROCESS_BODY_SIZE && !isTextOutside(event, BODY_TEXTS, <u32>PROCESS_TEXT_COUNT, size);
}

/** Whether a record is as large as its type needs and refers to no byte outside itself. */
@inline function isSound(event: usize, type: u32, kinds: u32, size: u32): bool {
  if ((kinds & (TYPE_CHANGE | TYPE_CALL)) == TYPE_CHANGE) return isSoundChange(event, type, size);
  if ((kinds & TYPE_CALL) != 0) {
    if (size < layout.CALL_SIZE || isTextOutside(event, CALL_TEXTS, <u32>CALL_TEXT_COUNT, size)) return false;
  }
  if ((kinds & TYPE_DESCRIPTOR) == 0) return true;
  return size >= layout.DESCRIPTOR_SIZE && !isTextOutside(event, DESCRIPTOR_TEXTS, <u32>DESCRIPTOR_TEXT_COUNT, size);
}

/** Counts a record that cannot be trusted and keeps it from the rules. */
function reject(event: usize): void {
  store<u64>(CONTROL_MALFORMED, load<u64>(CONTROL_MALFORMED) + 1);
  layout.set_header_flags(event, layout.header_flags(event) | <u16>layout.RECORD_SNAPSHOT);
}

/** Applies a record of a capture, whose processes have numbers; false if it cannot be trusted. */
function applyFromCapture(event: usize, type: u32, size: u32): bool {
  const time = layout.header_timestamp_ns(event);
  if (time > nowNs) nowNs = time;
  if (!tellsOfProcess(type)) {
    layout.set_header_process(event, <u32>processNumbered(layout.header_process(event)));
    return true;
  }
  if (type == layout.EVENT_PROCESS_CHANGE && !isSoundChange(event, type, size)) return false;
  applyCaptured(event, type);
  return true;
}

/** Whether no rule reads events of that type and nothing is learnt from them, so that nobody needs their process. */
@inline function isUnread(type: u32): bool {
  return type < layout.EVENT_TYPES && load<u8>(CONTROL_UNREAD_TYPES + type) != 0;
}

@inline function keepTime(event: usize): void {
  const time = layout.header_timestamp_ns(event);
  if (time <= nowNs) return;
  if (nowNs == 0) store<u64>(CONTROL_FIRST_EVENT_NS, time);
  nowNs = time;
}

/**
 * Applies the records from `at` up to the next one that changes state, which is only applied if it is the first, and at
 * most a segment of them. Answers where the segment ends; 0 if no record can be read at `at`, so that the rest of the
 * batch is lost.
 */
export function apply(at: usize, end: usize): usize {
  const first = at;
  let wasJudged = false;
  for (let left = SEGMENT; left != 0 && at < end; left--) {
    if (!isWhole(at, end)) {
      if (at != first) return at;
      store<u64>(CONTROL_MALFORMED, load<u64>(CONTROL_MALFORMED) + 1);
      return 0;
    }
    const size = layout.header_size(at);
    const type: u32 = layout.header_type(at);
    if ((layout.header_flags(at) & <u16>layout.RECORD_CAPTURED) != 0) {
      const isChange = tellsOfProcess(type);
      if (isChange && wasJudged) return at;
      if (!applyFromCapture(at, type, size)) reject(at);
      wasJudged = !isChange;
      at += size;
      continue;
    }
    const kinds: u32 = type < layout.EVENT_TYPES ? load<u8>(CONTROL_TYPE_KINDS + type) : 0;
    if (isUnread(type)) {
      keepTime(at);
      at += size;
      continue;
    }
    if (!isSound(at, type, kinds, size)) {
      reject(at);
      at += size;
      continue;
    }
    let process: usize;
    keepTime(at);
    if ((kinds & TYPE_CHANGE) != 0) {
      if (at != first) return at;
      process = applyChange(at, type, kinds);
    } else {
      process = actorOf(at);
      if ((kinds & TYPE_DESCRIPTOR) != 0) applyPath(at);
      if ((kinds & TYPE_CALL) != 0) applySecondPath(at);
    }
    layout.set_header_process(at, <u32>process);
    if (process != 0 && (layout.process_state(process) & layout.PROCESS_PARTIAL) != 0) {
      layout.set_header_flags(at, layout.header_flags(at) | <u16>layout.RECORD_PARTIAL);
    }
    at += size;
  }
  return at;
}
