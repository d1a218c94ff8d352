/**
 * Processes of a capture: its reader knows what libsinsp would, numbers the processes and tells of each change. Nothing is
 * inferred here, neither parents nor ends.
 */
import * as layout from './layout';
import { NUMBERED, NUMBERED_END } from './memory-map';
import { attach, detach, forget, handOver } from './family';
import { makeProcess } from './process-record';
import { insert, remove } from './process-table';

const NUMBERS: u32 = <u32>((NUMBERED_END - NUMBERED) >> 2);

/** Forgets every number. */
export function emptyNumbers(): void {
  memory.fill(NUMBERED, 0, NUMBERED_END - NUMBERED);
}

/** The process of that number; 0 if there is none. */
@inline export function processNumbered(number: u32): usize {
  return number < NUMBERS ? load<u32>(NUMBERED + (<usize>number << 2)) : 0;
}

/** Whether records of that type tell of a change. */
@inline export function tellsOfProcess(type: u32): bool {
  return type >= layout.EVENT_PROCESS_CHANGE && type <= layout.EVENT_PROCESS_PARENT;
}

function change(event: usize, number: u32, old: usize, parent: usize): void {
  const process = makeProcess(event, 0);
  if (process == 0) return;
  if (old != 0) {
    handOver(old, process);
    layout.set_process_state(old, layout.process_state(old) | layout.PROCESS_REPLACED);
    remove(old);
  }
  insert(process);
  attach(process, parent == old ? 0 : parent);
  forget(process);
  store<u32>(NUMBERED + (<usize>number << 2), <u32>process);
}

/** Applies a change of a process. */
export function applyCaptured(event: usize, type: u32): void {
  const number = layout.header_process(event);
  if (number == 0 || number >= NUMBERS) return;
  const known = processNumbered(number);
  const parent = processNumbered(<u32>layout.header_result(event));
  if (type == layout.EVENT_PROCESS_CHANGE) return change(event, number, known, parent);
  if (known == 0) return;
  if (type == layout.EVENT_PROCESS_PARENT) {
    detach(known);
    attach(known, parent);
    return forget(known);
  }
  handOver(known, 0);
  remove(known);
  store<u32>(NUMBERED + (<usize>number << 2), 0);
}
