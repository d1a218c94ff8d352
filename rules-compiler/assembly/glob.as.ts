/** fnmatch(3) without flags for a pattern known only at run time. */
import { addressOf, lengthOf, lower } from './text';

@inline function folded(byte: u8, fold: bool): u8 {
  return fold ? lower(byte) : byte;
}

/** Whether the bracket at `at` has the byte: bits 0 the answer, the rest where the pattern goes on; 0 if it is none. */
function bracket(at: usize, end: usize, byte: u8, fold: bool): u64 {
  let next = at + 1;
  const negated = next < end && (load<u8>(next) == 0x21 || load<u8>(next) == 0x5e);
  if (negated) next++;
  let found = false;
  let first = true;
  while (next < end && (first || load<u8>(next) != 0x5d)) {
    first = false;
    if (load<u8>(next) == 0x5c && next + 1 < end) next++;
    const low = folded(load<u8>(next++), fold);
    let high = low;
    if (next + 1 < end && load<u8>(next) == 0x2d && load<u8>(next, 1) != 0x5d) {
      next++;
      if (load<u8>(next) == 0x5c && next + 1 < end) next++;
      high = folded(load<u8>(next++), fold);
    }
    if (byte >= low && byte <= high) found = true;
  }
  if (next >= end) return 0;
  return ((<u64>(next + 1)) << 1) | <u64>(found != negated);
}

export function globText(t: u64, pattern: u64, fold: bool): bool {
  let at = addressOf(t);
  const end = at + lengthOf(t);
  let p = addressOf(pattern);
  const last = p + lengthOf(pattern);
  let star: usize = 0;
  let resume: usize = 0;
  while (true) {
    if (p < last && load<u8>(p) == 0x2a) {
      star = ++p;
      resume = at;
      continue;
    }
    if (at >= end && p >= last) return true;
    if (at < end && p < last) {
      const byte = folded(load<u8>(at), fold);
      let expected = load<u8>(p);
      let next = p + 1;
      let same = false;
      if (expected == 0x3f) same = true;
      else if (expected == 0x5b) {
        const answer = bracket(p, last, byte, fold);
        if (answer != 0) {
          same = (answer & 1) != 0;
          next = <usize>(answer >> 1);
        } else same = byte == expected;
      } else {
        if (expected == 0x5c && next < last) expected = load<u8>(next++);
        same = byte == folded(expected, fold);
      }
      if (same) {
        at++;
        p = next;
        continue;
      }
    }
    if (star == 0 || resume >= end) return false;
    at = ++resume;
    p = star;
  }
}
