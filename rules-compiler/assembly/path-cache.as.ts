/**
 * What the rules made of a text (a path, or the name of a program), by all of its bytes. The hash only finds the
 * place: a text that has the same hash as another is never taken for it.
 */
import * as layout from './layout';
import {
  CONTROL_GENERATION,
  CONTROL_PATH_SETS,
  PATHS,
  PATH_CACHE_ENTRY_BYTES,
  PATH_CACHE_MASK_WORDS,
  PATH_CACHE_WAYS,
} from './memory-map';
import { addressOf, lengthOf } from './text';

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;
const SET_BYTES: usize = PATH_CACHE_WAYS * (8 + PATH_CACHE_ENTRY_BYTES);

let victim: u32 = 0;
let hash: u64 = 0;
let wanted: u64 = 0;
let key: u64 = 0;
/** Where the text begins in an entry, behind what it was looked up as and its words. */
let keyAt: usize = 0;
let place: usize = 0;
/** Before the sets: the words of a text that is too long to be remembered. */
const SETS: usize = PATHS + (PATH_CACHE_MASK_WORDS << 3);

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

/**
 * Address of the words, so many of them, for a text in a class of event types; 0 if there are none yet. `kind` is below
 * 2^16.
 */
export function recall(t: u64, kind: u32, which: u32, words: u32): usize {
  const n = lengthOf(t);
  key = t;
  keyAt = 8 + (words << 3);
  wanted = (<u64>load<u32>(CONTROL_GENERATION) << 32) | (<u64>(n & 0xff) << 24) | (<u64>which << 16) | <u64>kind;
  if (n > PATH_CACHE_ENTRY_BYTES - keyAt) return 0;
  hash = hashOf(addressOf(t), n, wanted);
  const set = SETS + <usize>(((hash >>> 32) * <u64>load<u32>(CONTROL_PATH_SETS)) >>> 32) * SET_BYTES;
  place = set;
  for (let way: usize = 0; way < PATH_CACHE_WAYS; way++) {
    if (load<u64>(set + (way << 3)) != hash) continue;
    const entry = set + (PATH_CACHE_WAYS << 3) + way * PATH_CACHE_ENTRY_BYTES;
    if (load<u64>(entry) == wanted && sameKey(entry + keyAt, addressOf(t), n)) return entry + 8;
  }
  return 0;
}

/** Makes room for the words of the text last looked up; answers the address that they are to be written to at once. */
export function keep(): usize {
  const n = lengthOf(key);
  if (n > PATH_CACHE_ENTRY_BYTES - keyAt) return PATHS;
  const way: usize = victim++ & 3;
  const entry = place + (PATH_CACHE_WAYS << 3) + way * PATH_CACHE_ENTRY_BYTES;
  store<u64>(place + (way << 3), hash);
  store<u64>(entry, wanted);
  memory.copy(entry + keyAt, addressOf(key), n);
  return entry + 8;
}

/** What the fields of a path rest on besides its bytes: the kind of the descriptor, and whether there is one. */
export function pathKind(e: usize, t: u64): u32 {
  return <u32>layout.descriptor_kind(e) | (layout.descriptor_fd(e) >= 0 ? 0x100 : 0) | (t == 0 ? 0x200 : 0);
}
