/**
 * What the rules made of a process, kept in front of its record. A pair of words for each 64 rules of a class of event
 * types: the rules that were asked of the process, and those of them that it rules out. A rule is asked when an event
 * first leaves it to the process to rule it out; of a process that has had some events, all rules at once. A new
 * generation of rules, or a new record, empties them.
 */
import * as layout from './layout';
import { CONTROL_GENERATION, CONTROL_RULE, NO_RULE, PROCESS_MASKS, PROCESS_SIGHTINGS } from './memory-map';

/** Events after which what they come from is asked about every rule, lest each event be asked about those left. */
const USUAL: u32 = 8;

/** Makes the first words of a process empty if they were filled for other rules. */
@inline export function freshen(p: usize, words: u32): void {
  if (layout.process_mask_generation(p) != load<u32>(CONTROL_GENERATION)) empty(p, words);
}

function empty(p: usize, words: u32): void {
  layout.set_process_mask_generation(p, load<u32>(CONTROL_GENERATION));
  store<u32>(p - PROCESS_SIGHTINGS, 0);
  for (let at = p - PROCESS_MASKS, end = at + (words << 4); at < end; at += 16) v128.store(at, i64x2.splat(0));
}

/** Counts an event of a process that was not asked about every rule; whether there were enough to ask. */
export function isUsual(p: usize): bool {
  const sightings = load<u32>(p - PROCESS_SIGHTINGS) + 1;
  store<u32>(p - PROCESS_SIGHTINGS, sightings);
  return sightings > USUAL;
}

/** What is remembered is computed now; no rule is to blame for a trap. */
@inline export function beginMask(): void {
  store<u32>(CONTROL_RULE, NO_RULE);
}

/** Where a process keeps a pair of words. */
@inline export function processPair(p: usize, word: u32): usize {
  return p - PROCESS_MASKS + (word << 4);
}

/** The rules of a word that were asked already. */
@inline export function asked(pair: usize): u64 {
  return load<u64>(pair);
}

/** Those of them that are ruled out. */
@inline export function ruledOut(pair: usize): u64 {
  return load<u64>(pair, 8);
}

/** Keeps what was found of the rules in `now`, which were not asked before. */
@inline export function learn(pair: usize, now: u64, found: u64): void {
  store<u64>(pair, load<u64>(pair) | now);
  store<u64>(pair, load<u64>(pair, 8) | (now & ~found), 8);
}
