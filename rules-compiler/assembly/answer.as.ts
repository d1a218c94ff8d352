/**
 * Answers for the kernel filter: which of its clauses a process can satisfy. They hold as long as the image of the process
 * does, so each is given once for a record and a generation of rules.
 */
import * as layout from './layout';
import {
  ANSWERS,
  ANSWERS_END,
  ANSWER_BYTES,
  ANSWER_CONTAINED,
  ANSWER_EXEC_ID,
  ANSWER_LOGIN_UID,
  ANSWER_PID,
  ANSWER_START_NS,
  ANSWER_WORDS,
  CONTROL_ANSWER_BYTES,
  CONTROL_GENERATION,
} from './memory-map';

/** Whether the kernel waits for an answer that can be given: all of the process is known, and there is room. */
export function wantsAnswer(e: usize, p: usize): bool {
  if ((layout.header_flags(e) & <u16>layout.RECORD_UNANSWERED) == 0 || p == 0) return false;
  if ((layout.process_state(p) & layout.PROCESS_PARTIAL) != 0) return false;
  if (layout.process_answer_generation(p) == load<u32>(CONTROL_GENERATION)) return false;
  return ANSWERS + load<u32>(CONTROL_ANSWER_BYTES) + ANSWER_BYTES <= ANSWERS_END;
}

/** Begins an answer and says where its words go. It counts as given from here on, so that a trap is not met again. */
export function beginAnswer(p: usize): usize {
  const at = ANSWERS + load<u32>(CONTROL_ANSWER_BYTES);
  memory.fill(at, 0, ANSWER_BYTES);
  store<u32>(at + ANSWER_PID, layout.process_process_pid(p));
  store<u32>(at + ANSWER_LOGIN_UID, layout.process_login_uid(p));
  store<u64>(at + ANSWER_START_NS, layout.process_process_start_ns(p));
  store<u64>(at + ANSWER_EXEC_ID, layout.process_exec_id(p));
  store<u32>(at + ANSWER_CONTAINED, layout.process_container_id_pointer(p) != 0 ? 1 : 0);
  layout.set_process_answer_generation(p, load<u32>(CONTROL_GENERATION));
  return at + ANSWER_WORDS;
}

/** The answer is whole. */
export function endAnswer(): void {
  store<u32>(CONTROL_ANSWER_BYTES, load<u32>(CONTROL_ANSWER_BYTES) + <u32>ANSWER_BYTES);
}
