/** What calls that succeeded change of a process: its directory, its session and group, its capabilities. */
import * as layout from './layout';
import {
  BODY_COLUMNS,
  PROCESS_COLUMNS,
  PROCESS_COLUMN_BYTES,
  SCRATCH,
  prefix_first_child,
  prefix_next_sibling,
} from './memory-map';
import { find } from './process-table';
import { isSame } from './text';

const SLASH: u8 = 0x2f;
/** Bytes of a directory at most; the kernel has shorter ones. */
const DIRECTORY_BYTES: u32 = 65536;

/**
 * What a snapshot of the process would tell after a chdir or fchdir: its columns, and of its texts the directory alone. It
 * holds until the next text is built; 0 if the directory is not known.
 */
export function bodyInDirectory(event: usize, process: usize): usize {
  let directory = layout.descriptor_resolved_pointer(event);
  let length = layout.descriptor_resolved_length(event);
  if (directory == 0) {
    directory = layout.descriptor_path_pointer(event);
    length = layout.descriptor_path_length(event);
  }
  if (directory == 0 || length == 0 || length > DIRECTORY_BYTES || load<u8>(directory) != SLASH) return 0;
  const text = SCRATCH + layout.PROCESS_BODY_SIZE;
  memory.copy(text, directory, length);
  if (load<u8>(text + length - 1) != SLASH) store<u8>(text + length++, SLASH);
  memory.fill(SCRATCH, 0, layout.PROCESS_BODY_SIZE);
  memory.copy(SCRATCH + BODY_COLUMNS, process + PROCESS_COLUMNS, PROCESS_COLUMN_BYTES);
  layout.set_header_size(SCRATCH, (layout.PROCESS_BODY_SIZE + length + 7) & ~7);
  layout.set_process_body_cwd(SCRATCH, text, length);
  return SCRATCH;
}

/** Whether a look at a process tells of another image than the known one, or of another directory. */
export function hasChangedTexts(event: usize, process: usize): bool {
  const image = layout.process_body_exec_id(event);
  if (image == u64.MAX_VALUE || layout.process_exec_id(process) == u64.MAX_VALUE) return false;
  if (image != layout.process_exec_id(process)) return true;
  const cwd = layout.process_body_cwd_pointer(event);
  const known = layout.process_cwd_pointer(process);
  const length = layout.process_body_cwd_length(event);
  if (cwd == 0) return false;
  return known == 0 || length != layout.process_cwd_length(process) || !isSame(cwd, known, length);
}

/** Takes over what calls change of a process without an exec, from a look at it. */
export function refresh(event: usize, process: usize): void {
  layout.set_process_session_id(process, layout.process_body_session_id(event));
  layout.set_process_group_id(process, layout.process_body_group_id(event));
  layout.set_process_virtual_session_id(process, layout.process_body_virtual_session_id(event));
  layout.set_process_virtual_group_id(process, layout.process_body_virtual_group_id(event));
  layout.set_process_tty(process, layout.process_body_tty(event));
  layout.set_process_cap_inheritable(process, layout.process_body_cap_inheritable(event));
  layout.set_process_cap_permitted(process, layout.process_body_cap_permitted(event));
  layout.set_process_cap_effective(process, layout.process_body_cap_effective(event));
}

/** setsid: the process leads a session and a group of its own and has no terminal. */
export function followSetsid(event: usize, process: usize): void {
  const pid = layout.process_process_pid(process);
  const virtual = <u32>layout.header_result(event);
  layout.set_process_session_id(process, pid);
  layout.set_process_group_id(process, pid);
  layout.set_process_virtual_session_id(process, virtual);
  layout.set_process_virtual_group_id(process, virtual);
  layout.set_process_tty(process, 0);
}

/** capset, which is of one thread; the process has what its first thread has. */
export function followCapset(event: usize, process: usize): void {
  if (layout.header_tid(event) != layout.header_pid(event)) return;
  layout.set_process_cap_inheritable(process, layout.call_arg3(event));
  layout.set_process_cap_permitted(process, layout.call_arg4(event));
  layout.set_process_cap_effective(process, layout.call_arg5(event));
}

/** Whether the pids that a process says are those that eyas knows processes by. */
@inline function isInitial(process: usize): bool {
  const virtual = layout.process_virtual_pid(process);
  return virtual == 0 || virtual == layout.process_process_pid(process);
}

/** The process that a caller of setpgid means: itself or a child of its. */
function meant(caller: usize, pid: u32): usize {
  if (pid == 0 || pid == layout.process_virtual_pid(caller)) return caller;
  if (isInitial(caller)) return find(pid, 0);
  let child: usize = prefix_first_child(caller);
  while (child != 0 && layout.process_virtual_pid(child) != pid) child = prefix_next_sibling(child);
  return child;
}

/** The process among the children of `parent` that is in the group that it calls `group`; 0 if none is. */
function memberAmong(parent: usize, group: u32): usize {
  let child: usize = parent == 0 ? 0 : prefix_first_child(parent);
  while (child != 0 && layout.process_virtual_group_id(child) != group) child = prefix_next_sibling(child);
  return child;
}

/** What the group that a process in a namespace calls `group` is called outside; 0 if nobody is known to be in it. */
function groupOutside(caller: usize, group: u32): u32 {
  if (layout.process_virtual_group_id(caller) == group) return layout.process_group_id(caller);
  let member = memberAmong(caller, group);
  if (member == 0) member = memberAmong(layout.process_parent(caller), group);
  return member == 0 ? 0 : layout.process_group_id(member);
}

/** setpgid: the caller or its child leads a group of its own or joins another. */
export function followSetpgid(event: usize, caller: usize): void {
  const process = meant(caller, <u32>layout.call_arg0(event));
  if (process == 0) return;
  const asked = <u32>layout.call_arg1(event);
  const pid = layout.process_process_pid(process);
  const own = layout.process_virtual_pid(process);
  const virtual = asked == 0 ? own : asked;
  const group = virtual == own ? pid : isInitial(caller) ? virtual : groupOutside(caller, virtual);
  layout.set_process_virtual_group_id(process, virtual);
  layout.set_process_group_id(process, group);
}
