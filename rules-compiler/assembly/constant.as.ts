/**
 * Texts against constants. Those of at most eight bytes are a word in the order of memory, its bytes beyond `n` zero;
 * longer ones lie in the tables. An absent text fails every test.
 */
import { addressOf, lengthOf, sameBytes, findFolded, findLong, findWord } from './text';

/** The first `n` bytes at an address, of 1 to 8; the bytes behind them are within memory. */
@inline function word(p: usize, n: u32): u64 {
  return load<u64>(p) & ((<u64>-1) >> (64 - (n << 3)));
}

export function is(t: u64, n: u32, constant: u64): bool {
  return t != 0 && lengthOf(t) == n && word(addressOf(t), n) == constant;
}

export function isNot(t: u64, n: u32, constant: u64): bool {
  return t != 0 && (lengthOf(t) != n || word(addressOf(t), n) != constant);
}

export function isLong(t: u64, n: u32, constant: usize): bool {
  return t != 0 && lengthOf(t) == n && sameBytes(addressOf(t), constant, n);
}

export function isNotLong(t: u64, n: u32, constant: usize): bool {
  return t != 0 && (lengthOf(t) != n || !sameBytes(addressOf(t), constant, n));
}

export function begins(t: u64, n: u32, constant: u64): bool {
  return t != 0 && lengthOf(t) >= n && word(addressOf(t), n) == constant;
}

export function beginsLong(t: u64, n: u32, constant: usize): bool {
  return t != 0 && lengthOf(t) >= n && sameBytes(addressOf(t), constant, n);
}

export function ends(t: u64, n: u32, constant: u64): bool {
  return t != 0 && lengthOf(t) >= n && word(addressOf(t) + lengthOf(t) - n, n) == constant;
}

export function endsLong(t: u64, n: u32, constant: usize): bool {
  return t != 0 && lengthOf(t) >= n && sameBytes(addressOf(t) + lengthOf(t) - n, constant, n);
}

export function holds(t: u64, n: u32, constant: u64): bool {
  return t != 0 && findWord(addressOf(t), lengthOf(t), constant, (<u64>-1) >> (64 - (n << 3)), n);
}

export function holdsLong(t: u64, n: u32, first: u64, constant: usize): bool {
  return t != 0 && findLong(addressOf(t), lengthOf(t), first, constant, n);
}

export function holdsFolded(t: u64, n: u32, constant: usize): bool {
  return t != 0 && findFolded(addressOf(t), lengthOf(t), constant, n);
}

/**
 * Whether a text is a member of a set. Table: u16 shortest and longest length, then for each length between them u16
 * where its members begin (in words of eight bytes) and u16 how many there are; each member fills whole words with
 * zeros.
 */
export function among(t: u64, table: usize): bool {
  const n = lengthOf(t);
  const shortest: u32 = load<u16>(table);
  if (t == 0 || n < shortest || n > <u32>load<u16>(table, 2)) return false;
  const column = table + 4 + ((n - shortest) << 2);
  let left: u32 = load<u16>(column, 2);
  if (left == 0) return false;
  let member: usize = table + (<usize>load<u16>(column) << 3);
  const p = addressOf(t);
  if (n == 0) return true;
  const first = word(p, n < 8 ? n : 8);
  const step: usize = ((n + 7) >> 3) << 3;
  for (; left != 0; left--) {
    if (load<u64>(member) == first && (n <= 8 || sameBytes(p + 8, member + 8, n - 8))) return true;
    member += step;
  }
  return false;
}
