/**
 * What the rules made of a process, kept in its record: word 0 has a bit for each class of event types whose words
 * are filled, the others are their masks. A new generation of rules, or a new record, empties them.
 */
import * as layout from './layout';
import { CONTROL_GENERATION, CONTROL_RULE, NO_RULE, PROCESS_MASKS } from './memory-map';

/** Whether the words of the class with that bit are filled. */
@inline export function remembers(p: usize, bit: u64): bool {
  if (layout.process_mask_generation(p) != load<u32>(CONTROL_GENERATION)) return false;
  return (load<u64>(p - PROCESS_MASKS) & bit) != 0;
}

/** Says that the words of a class are filled. */
export function remember(p: usize, bit: u64): void {
  const generation = load<u32>(CONTROL_GENERATION);
  const known = layout.process_mask_generation(p) == generation ? load<u64>(p - PROCESS_MASKS) : 0;
  layout.set_process_mask_generation(p, generation);
  store<u64>(p - PROCESS_MASKS, known | bit);
}

/** What a process's words are filled with is computed now; no rule is to blame for a trap. */
@inline export function beginMask(): void {
  store<u32>(CONTROL_RULE, NO_RULE);
}

@inline export function processWord(p: usize, word: u32): u64 {
  return load<u64>(p - PROCESS_MASKS + (word << 3));
}

@inline export function setProcessWord(p: usize, word: u32, value: u64): void {
  store<u64>(p - PROCESS_MASKS + (word << 3), value);
}
