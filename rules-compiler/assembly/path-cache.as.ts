/**
 * What the rules made of a text (a path, or the name of a program): pairs of words as those of a process (mask.as.ts).
 *
 * A text is known by a hash of 64 bits that nobody can foresee. It is made of two sums of products (NH, as in UMAC): 32 bits
 * of the text and 32 random bits are added, and what comes of two such places multiplied. For any two texts of one
 * length, whoever chose them without knowing the random bits, either sum is the same with a probability of 2^-32, and the
 * bits of one are independent of those of the other. Length, class and generation are compared as they are. So no text
 * is kept, a set is one line of the processor's cache, and no branch depends on the length of a text of up to 64 bytes.
 */
import { has_fd } from './descriptor';
import * as layout from './layout';
import {
  CONTROL_GENERATION,
  CONTROL_PATH_SETS,
  CONTROL_TEXT_ENDS,
  CONTROL_TEXT_KEYS,
  PATHS,
  PATH_CACHE_BLOCKS,
  PATH_CACHE_BLOCK_BYTES,
  PATH_CACHE_HEAD_BYTES,
  PATH_CACHE_SPARE_BYTES,
} from './memory-map';
import { addressOf, lengthOf } from './text';

const K0: u64 = 0x9e3779b97f4a7c15;
const K1: u64 = 0xc2b2ae3d27d4eb4f;
const BLOCK: u32 = <u32>PATH_CACHE_BLOCK_BYTES;
/** Bits of what a text was looked up as that count its sightings. */
const SIGHTING: u64 = 0x1000;
const SIGHTINGS: u64 = 0xf000;
/** Sightings after which a text is asked about every rule. */
const USUAL: u64 = 8 * SIGHTING;

let victim: u32 = 0;

/** Mixes two words into one all of whose bits depend on all of theirs. */
@inline function mix(a: u64, b: u64): u64 {
  const once = (a ^ (a >>> 32)) * K0;
  const twice = (once ^ (once >>> 29) ^ b) * K1;
  return twice ^ (twice >>> 32);
}

/** Sums of the products of two vectors of 32-bit numbers. */
@inline function products(a: v128, b: v128): v128 {
  return i64x2.add(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b));
}

/** The sums of all products of a block under the keys at an address. */
@inline function sumOf(a: v128, b: v128, c: v128, d: v128, keys: usize): v128 {
  return i64x2.add(
    products(i32x4.add(a, v128.load(keys)), i32x4.add(b, v128.load(keys, 16))),
    products(i32x4.add(c, v128.load(keys, 32)), i32x4.add(d, v128.load(keys, 48))),
  );
}

/** The hash of a text of at most all blocks; up to 64 bytes behind it are read, which memory has. */
@inline function hashOf(p: usize, n: u32, wanted: u64): u64 {
  let first = i64x2.splat(0);
  let second = i64x2.splat(0);
  let keys: usize = CONTROL_TEXT_KEYS;
  let left = n;
  do {
    // What lies behind the text counts as zeros.
    const ends = CONTROL_TEXT_ENDS + BLOCK - min(left, BLOCK);
    const a = v128.and(v128.load(p), v128.load(ends));
    const b = v128.and(v128.load(p, 16), v128.load(ends, 16));
    const c = v128.and(v128.load(p, 32), v128.load(ends, 32));
    const d = v128.and(v128.load(p, 48), v128.load(ends, 48));
    first = i64x2.add(first, sumOf(a, b, c, d, keys));
    second = i64x2.add(second, sumOf(a, b, c, d, keys + 64));
    p += BLOCK;
    keys += BLOCK * 2;
    left -= min(left, BLOCK);
  } while (left != 0);
  const sums = i64x2.add(
    i8x16.shuffle(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
    i8x16.shuffle(first, second, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
  );
  return mix(i64x2.extract_lane(sums, 0) ^ wanted, i64x2.extract_lane(sums, 1));
}

/** Whether an entry is of that hash, looked up as that. */
@inline function isEntry(entry: usize, hash: u64, wanted: u64): bool {
  return ((load<u64>(entry) ^ hash) | ((load<u64>(entry, 8) ^ wanted) & ~SIGHTINGS)) == 0;
}

/** Makes an entry in which no rule was asked yet; answers where its pairs are. */
function keep(entry: usize, hash: u64, wanted: u64, words: u32): usize {
  store<u64>(entry, hash);
  store<u64>(entry, wanted, 8);
  const pairs = entry + PATH_CACHE_HEAD_BYTES;
  for (let to = pairs, end = to + (words << 4); to < end; to += 16) v128.store(to, i64x2.splat(0));
  return pairs;
}

/**
 * Address of the pairs of words, so many of them, for a text in a class of event types; of one that was not looked up
 * before they are empty. `kind` is below 2^12; `most` words is what an entry has room for, and `sets` how many sets there
 * are.
 */
@inline export function recall(t: u64, kind: u32, which: u32, words: u32, most: u32, sets: u32): usize {
  const n = lengthOf(t);
  const wanted = (<u64>load<u32>(CONTROL_GENERATION) << 32) | (<u64>(n & 0xff) << 24) | (<u64>which << 16) | <u64>kind;
  if (n >= <u32>PATH_CACHE_BLOCKS * BLOCK) return keep(PATHS, 0, 0, words);
  const hash = hashOf(addressOf(t), n, wanted);
  const size: usize = PATH_CACHE_HEAD_BYTES + (most << 4);
  const set = <usize>(((hash >>> 32) * <u64>min(load<u32>(CONTROL_PATH_SETS), sets)) >>> 32);
  const entry = PATHS + PATH_CACHE_SPARE_BYTES + set * ((2 * size + 63) & ~63);
  const second = entry + size;
  // Which of the two it is costs no branch.
  const found = isEntry(second, hash, wanted) ? second : entry;
  if (isEntry(found, hash, wanted)) return found + PATH_CACHE_HEAD_BYTES;
  // One of other rules goes first.
  const isFree = load<u32>(entry, 12) != <u32>(wanted >> 32);
  return keep(isFree || (victim++ & 1) != 0 ? entry : second, hash, wanted, words);
}

/** Counts that a text was seen which was not asked about every rule; whether that was often enough to ask. */
export function isUsualText(pairs: usize): bool {
  const wanted = load<u64>(pairs - 8);
  if ((wanted & SIGHTINGS) >= USUAL) return true;
  store<u64>(pairs - 8, wanted + SIGHTING);
  return false;
}

/** What the fields of a path rest on besides its bytes: the kind of the descriptor, and whether there is one. */
export function pathKind(e: usize, t: u64): u32 {
  return <u32>layout.descriptor_kind(e) | (has_fd(e) ? 0x100 : 0) | (t == 0 ? 0x200 : 0);
}
