/** What a rules module does around its conditions. */
import {
  CONTROL_FIRST,
  CONTROL_RULE,
  CONTROL_VALUE,
  CONTROL_VALUE_KIND,
  DISABLED_RULES,
  EVALUATION_COUNTS,
  KIND_ABSENT,
  KIND_ADDRESS,
  KIND_BOOLEAN,
  KIND_DOUBLE,
  KIND_LIST,
  KIND_SIGNED,
  KIND_TEXT,
  KIND_UNSIGNED,
  MATCHES,
  MATCH_BYTES,
  MATCH_COUNTS,
} from './memory-map';
import { nameAsAsked, nameAsResolved } from './descriptor';
import { resetScratch } from './scratch';
import { addressOf, lengthOf } from './text';

/** Matches written since the host took the last ones. */
export let matches: u32 = 0;

@inline export function noMatches(): void {
  matches = 0;
}

/** Whether a rule is to be asked; it is named first, so that a trap can be told of. */
export function ready(rule: u32): bool {
  if (load<u8>(DISABLED_RULES + rule) != 0) return false;
  store<u32>(CONTROL_RULE, rule);
  resetScratch();
  const count = EVALUATION_COUNTS + (rule << 3);
  store<u64>(count, load<u64>(count) + 1);
  return true;
}

/** 1 while an event is judged by the name that the kernel resolved. */
let isResolved: u32 = 0;

/** The event is judged by the name asked for. */
export function judgeAsAsked(): void {
  isResolved = 0;
  nameAsAsked();
}

/** The event is judged by the name resolved; false if it is enough that a rule has matched by the name asked for. */
export function judgeAsResolved(e: usize): bool {
  if (load<u32>(CONTROL_FIRST) != 0 && matches != 0 && load<u32>(MATCHES + (matches - 1) * MATCH_BYTES, 4) == <u32>e) {
    return false;
  }
  isResolved = 1;
  nameAsResolved();
  return true;
}

/** Whether the rule has matched the event by the name asked for. */
function hasMatched(rule: u32, e: usize): bool {
  for (let i = matches; i != 0; i--) {
    const at = MATCHES + (i - 1) * MATCH_BYTES;
    if ((load<u32>(at, 4) & ~1) != <u32>e) return false;
    if (load<u32>(at) == rule) return true;
  }
  return false;
}

/** Writes a match, once for each rule and event; true if it ends the evaluation of the event. */
export function matched(rule: u32, e: usize): bool {
  if (isResolved != 0 && hasMatched(rule, e)) return false;
  const at = MATCHES + matches * MATCH_BYTES;
  store<u32>(at, rule);
  store<u32>(at, <u32>e | isResolved, 4);
  matches++;
  const count = MATCH_COUNTS + (rule << 3);
  store<u64>(count, load<u64>(count) + 1);
  return load<u32>(CONTROL_FIRST) != 0;
}

@inline function put(kind: u32, value: u64): void {
  store<u32>(CONTROL_VALUE_KIND, kind);
  store<u64>(CONTROL_VALUE, value);
}

export function putAbsent(): void {
  put(KIND_ABSENT, 0);
}

function putPlace(kind: u32, t: u64): void {
  if (t == 0) return putAbsent();
  put(kind, (<u64>lengthOf(t) << 32) | <u64>addressOf(t));
}

export function putText(t: u64): void {
  putPlace(KIND_TEXT, t);
}

export function putList(t: u64): void {
  putPlace(KIND_LIST, t);
}

export function putSigned(value: i64): void {
  put(KIND_SIGNED, value);
}

export function putUnsigned(value: u64): void {
  put(KIND_UNSIGNED, value);
}

export function putBoolean(value: u64): void {
  put(KIND_BOOLEAN, value);
}

export function putDouble(value: f64): void {
  put(KIND_DOUBLE, reinterpret<u64>(value));
}

export function putAddress(address: usize): void {
  if (address == 0) putAbsent();
  else put(KIND_ADDRESS, address);
}
