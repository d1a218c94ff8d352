/** fd.name: what was asked for, made absolute and cleared of `.`, `..` and doubled slashes without asking the disk. */
import { ARENA, ARENA_END } from './memory-map';

const SLASH: u8 = 0x2f;
const DOT: u8 = 0x2e;

let top: usize = 0;

/** Forgets the paths of the batch before. */
export function emptyArena(): void {
  top = ARENA;
}

/** Whether a segment that begins with a dot at `at` is `.` or `..`. */
function isDots(at: usize, end: usize): bool {
  let next = at + 1;
  if (next < end && load<u8>(next) == DOT) next++;
  return next >= end || load<u8>(next) == SLASH;
}

/** Whether an absolute path needs no change, so that no byte of it has to be copied. */
export function isNormal(path: usize, length: u32): bool {
  const end = path + length;
  if (length > 1 && load<u8>(end - 1) == SLASH) return false;
  for (let at = path; at + 1 < end; at += 16) {
    const here = i8x16.eq(v128.load(at), i8x16.splat(SLASH));
    const after = v128.load(at, 1);
    const suspect = v128.and(here, v128.or(i8x16.eq(after, i8x16.splat(SLASH)), i8x16.eq(after, i8x16.splat(DOT))));
    let places = i8x16.bitmask(suspect);
    const left = <i32>(end - 1 - at);
    if (left < 16) places &= (1 << left) - 1;
    while (places != 0) {
      const place = at + ctz(places);
      if (load<u8>(place, 1) == SLASH || isDots(place + 1, end)) return false;
      places &= places - 1;
    }
  }
  return true;
}

/** Drops the last segment of what was written between `base` and `to`, the slash before it kept. */
function parent(base: usize, to: usize): usize {
  if (to <= base + 1) return to;
  to--;
  while (to > base + 1 && load<u8>(to - 1) != SLASH) to--;
  return to;
}

/** Writes `path` behind `to`, segment by segment; answers where the text ends. `base` is as far as `..` goes. */
function append(base: usize, to: usize, path: usize, end: usize): usize {
  while (path < end) {
    const byte = load<u8>(path);
    const atStart = to == base || load<u8>(to - 1) == SLASH;
    if (byte == SLASH) {
      if (!atStart || to == base) store<u8>(to++, SLASH);
      path++;
    } else if (byte == DOT && atStart && isDots(path, end)) {
      if (path + 1 < end && load<u8>(path, 1) == DOT) {
        to = parent(base, to);
        path++;
      }
      path += path + 1 < end ? 2 : 1;
    } else {
      store<u8>(to++, byte);
      path++;
    }
  }
  if (to > base + 1 && load<u8>(to - 1) == SLASH) to--;
  return to;
}

/** Whether a relative name can be put behind a directory as it is. */
function isPlain(name: usize, length: u32): bool {
  if (length == 0) return false;
  const first = load<u8>(name);
  return first != SLASH && first != DOT && isNormal(name, length);
}

/** Copies a text in steps of 16 bytes, and so up to 15 bytes beyond its end; answers the end. */
function copied(to: usize, from: usize, length: u32): usize {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
  return to + length;
}

/** Where the last joined path lies; its length is what `join` answered. */
export let joined: usize = 0;

/** Joins a directory (length 0 for none) and a name into the arena; answers the length, or -1 if there is no room. */
export function join(directory: usize, directoryLength: u32, name: usize, length: u32): i32 {
  if (top + directoryLength + length + 18 > ARENA_END) return -1;
  let to = top;
  if (directoryLength != 0) {
    to = copied(to, directory, directoryLength);
    if (load<u8>(to - 1) != SLASH) store<u8>(to++, SLASH);
  }
  const end = isPlain(name, length) ? copied(to, name, length) : append(top, to, name, name + length);
  joined = top;
  top = end;
  return <i32>(end - joined);
}
