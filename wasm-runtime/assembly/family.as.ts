/** Who is whose child. Each process is in the list of its parent's children, or among the orphans whose parent may
 * still be told of, or in neither. */
import {
  process_parent,
  set_process_parent,
  process_parent_pid,
  process_parent_start_ns,
  process_process_pid,
  process_process_start_ns,
  process_children,
  set_process_children,
  set_process_mask_generation,
} from './layout';
import {
  prefix_first_child,
  set_prefix_first_child,
  prefix_next_sibling,
  set_prefix_next_sibling,
  prefix_previous_sibling,
  set_prefix_previous_sibling,
} from './memory-map';

/** Orphans looked through for each new process; in a snapshot parents come first, so there are few. */
const ORPHANS_ASKED: u32 = 4096;

let orphans: usize = 0;

/** Forgets every orphan. */
export function emptyFamilies(): void {
  orphans = 0;
}

/** Takes a process out of the list that it is in. */
export function detach(process: usize): void {
  const parent: usize = process_parent(process);
  const next = prefix_next_sibling(process);
  const previous = prefix_previous_sibling(process);
  if (previous != 0) set_prefix_next_sibling(previous, next);
  else if (parent != 0) set_prefix_first_child(parent, next);
  else if (orphans == process) orphans = next;
  if (next != 0) set_prefix_previous_sibling(next, previous);
  if (parent != 0) set_process_children(parent, process_children(parent) - 1);
  set_prefix_next_sibling(process, 0);
  set_prefix_previous_sibling(process, 0);
  set_process_parent(process, 0);
}

/** Whether `ancestor` is `process` or above it. */
function isAbove(ancestor: usize, process: usize): bool {
  while (process != 0 && process != ancestor) process = process_parent(process);
  return process != 0;
}

/**
 * Makes a process, which is in no list, a child of `parent`; of 0, an orphan if its parent has a pid. A process never
 * becomes its own ancestor, whatever the events say: it stays without a parent then.
 */
export function attach(process: usize, parent: usize): void {
  if (parent != 0 && (parent == process || (prefix_first_child(process) != 0 && isAbove(process, parent)))) return;
  let first: usize;
  if (parent != 0) {
    first = prefix_first_child(parent);
    set_prefix_first_child(parent, <u32>process);
    set_process_children(parent, process_children(parent) + 1);
  } else {
    if (process_parent_pid(process) == 0) return;
    first = orphans;
    orphans = process;
  }
  set_process_parent(process, <u32>parent);
  set_prefix_next_sibling(process, <u32>first);
  if (first != 0) set_prefix_previous_sibling(first, <u32>process);
}

/** Gives all children of one process to another, or makes them parentless. */
export function handOver(from: usize, to: usize): void {
  let child: usize = prefix_first_child(from);
  while (child != 0) {
    const next: usize = prefix_next_sibling(child);
    detach(child);
    if (to != 0) attach(child, to);
    child = next;
  }
}

/** Finds the orphans that were waiting for this process. */
export function adopt(process: usize): void {
  const pid = process_process_pid(process);
  const start = process_process_start_ns(process);
  let asked: u32 = 0;
  let orphan = orphans;
  while (orphan != 0 && asked++ < ORPHANS_ASKED) {
    const next: usize = prefix_next_sibling(orphan);
    const parentStart = process_parent_start_ns(orphan);
    if (orphan != process && process_parent_pid(orphan) == pid && (parentStart == 0 || start == 0 || parentStart == start)) {
      detach(orphan);
      attach(orphan, process);
      forget(orphan);
    }
    orphan = next;
  }
}

/** What was remembered of a process and its descendants no longer holds: an ancestor changed. */
export function forget(root: usize): void {
  let process = root;
  set_process_mask_generation(process, 0);
  for (;;) {
    const child: usize = prefix_first_child(process);
    if (child != 0) {
      process = child;
    } else {
      while (process != root && prefix_next_sibling(process) == 0) process = process_parent(process);
      if (process == root) return;
      process = prefix_next_sibling(process);
    }
    set_process_mask_generation(process, 0);
  }
}
