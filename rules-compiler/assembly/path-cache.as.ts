/**
 * What the rules made of a text (a path, or the name of a program), by all of its bytes: pairs of words as those of a
 * process (mask.as.ts). The hash only finds the place: a text that has the same hash as another is never taken for it.
 * The tags of a set, 32 bits of the hash each, are compared at once, so that which of them fits costs no branch.
 */
import { has_fd } from './descriptor';
import * as layout from './layout';
import {
  CONTROL_GENERATION,
  CONTROL_PATH_SETS,
  PATHS,
  PATH_CACHE_ENTRY_BYTES,
  PATH_CACHE_SETS,
  PATH_CACHE_WAYS,
} from './memory-map';
import { addressOf, lengthOf } from './text';

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;
/** Before the tags: the entry of a text that is too long to be remembered. */
const TAGS: usize = PATHS + PATH_CACHE_ENTRY_BYTES;
const ENTRIES: usize = (TAGS + PATH_CACHE_SETS * 16 + 63) & ~63;

let victim: u32 = 0;

function hashOf(p: usize, n: u32, seed: u64): u64 {
  let a = seed * K0;
  let b = a ^ K1;
  const end = p + n;
  if (n >= 16) {
    while (p + 16 <= end) {
      a = rotl((a ^ load<u64>(p)) * K1, 31);
      b = rotl((b ^ load<u64>(p, 8)) * K0, 29);
      p += 16;
    }
    a ^= load<u64>(end - 16);
    b ^= load<u64>(end - 8);
  } else if (n >= 8) {
    a ^= load<u64>(p);
    b ^= load<u64>(end - 8);
  } else {
    let word: u64 = 0;
    while (p < end) word = (word << 8) | <u64>load<u8>(p++);
    a ^= word;
  }
  const mixed = (rotl(a * K1, 32) ^ b) * K0;
  return mixed ^ (mixed >>> 29);
}

/** Whether the bytes are the same; both texts are within memory by more than 16 bytes. */
function sameKey(a: usize, b: usize, n: u32): bool {
  let i: u32 = 0;
  for (; i + 16 <= n; i += 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) != 0xffff) return false;
  }
  const left = n - i;
  if (left == 0) return true;
  const mask: i32 = (1 << left) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & mask) == mask;
}

/** Makes an entry in which no rule was asked yet; answers where its pairs are. */
function keep(t: u64, wanted: u64, words: u32, set: u32, way: u32, tag: u32): usize {
  store<u32>(TAGS + (set << 4) + (way << 2), tag);
  const entry = ENTRIES + <usize>(set * <u32>PATH_CACHE_WAYS + way) * PATH_CACHE_ENTRY_BYTES;
  store<u64>(entry, wanted);
  let to = entry + 8;
  for (const end = to + (words << 4); to < end; to += 16) v128.store(to, i64x2.splat(0));
  const from = addressOf(t);
  const n = lengthOf(t);
  // Whole steps: an entry begins behind the one before by a multiple of 16, less the 8 bytes that are left free.
  for (let i: u32 = 0; i < n; i += 16) v128.store(to + i, v128.load(from + i));
  return entry + 8;
}

/** The pairs, so many of them, of a text that is not remembered: no rule was asked. */
function forgotten(words: u32): usize {
  for (let at = PATHS, end = at + (words << 4); at < end; at += 16) v128.store(at, i64x2.splat(0));
  return PATHS;
}

/**
 * Address of the pairs of words, so many of them, for a text in a class of event types; of one that was not looked up
 * before they are empty. `kind` is below 2^16.
 */
export function recall(t: u64, kind: u32, which: u32, words: u32): usize {
  const n = lengthOf(t);
  const behind = 8 + (words << 4);
  if (n + behind + 8 > <u32>PATH_CACHE_ENTRY_BYTES) return forgotten(words);
  const p = addressOf(t);
  const wanted = (<u64>load<u32>(CONTROL_GENERATION) << 32) | (<u64>(n & 0xff) << 24) | (<u64>which << 16) | <u64>kind;
  const hash = hashOf(p, n, wanted);
  const set = <u32>(((hash >>> 32) * <u64>load<u32>(CONTROL_PATH_SETS)) >>> 32);
  const tag = <u32>hash;
  const same = i32x4.bitmask(i32x4.eq(v128.load(TAGS + (set << 4)), i32x4.splat(tag)));
  const way = same == 0 ? victim++ & 3 : ctz(same);
  const entry = ENTRIES + <usize>(set * <u32>PATH_CACHE_WAYS + way) * PATH_CACHE_ENTRY_BYTES;
  if (same != 0 && load<u64>(entry) == wanted && sameKey(entry + behind, p, n)) return entry + 8;
  return keep(t, wanted, words, set, way, tag);
}

/** What the fields of a path rest on besides its bytes: the kind of the descriptor, and whether there is one. */
export function pathKind(e: usize, t: u64): u32 {
  return <u32>layout.descriptor_kind(e) | (has_fd(e) ? 0x100 : 0) | (t == 0 ? 0x200 : 0);
}
