/** Texts as one u64: address in the upper half, length in the lower; 0 is absent. */

@inline export function text(address: usize, length: u32): u64 {
  return address == 0 ? 0 : (<u64>address << 32) | <u64>length;
}

/** The text of the column at an offset of a structure. */
export function column(structure: usize, at: usize): u64 {
  const offset = load<u32>(structure + at);
  return offset == 0 ? 0 : (<u64>(structure + offset) << 32) | <u64>load<u32>(structure + at, 4);
}

@inline export function addressOf(t: u64): usize {
  return <usize>(t >> 32);
}

@inline export function lengthOf(t: u64): u32 {
  return <u32>t;
}

/** Whether `length` bytes are the same at two addresses. */
export function sameBytes(a: usize, b: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) != load<u64>(b + i)) return false;
  for (; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

@inline export function equalTexts(a: u64, b: u64): bool {
  return lengthOf(a) == lengthOf(b) && sameBytes(addressOf(a), addressOf(b), lengthOf(a));
}

/** Negative, zero or positive, byte by byte, a shorter text first. */
export function compareTexts(a: u64, b: u64): i32 {
  const shorter = min(lengthOf(a), lengthOf(b));
  for (let i: u32 = 0; i < shorter; i++) {
    const difference = <i32>load<u8>(addressOf(a) + i) - <i32>load<u8>(addressOf(b) + i);
    if (difference != 0) return difference;
  }
  return <i32>(lengthOf(a) > lengthOf(b)) - <i32>(lengthOf(a) < lengthOf(b));
}

export function startsWithText(a: u64, b: u64): bool {
  return lengthOf(a) >= lengthOf(b) && sameBytes(addressOf(a), addressOf(b), lengthOf(b));
}

export function endsWithText(a: u64, b: u64): bool {
  const extra = <i32>(lengthOf(a) - lengthOf(b));
  return extra >= 0 && sameBytes(addressOf(a) + extra, addressOf(b), lengthOf(b));
}

export function containsText(a: u64, b: u64): bool {
  const last = <i32>(lengthOf(a) - lengthOf(b));
  for (let i = 0; i <= last; i++) if (sameBytes(addressOf(a) + i, addressOf(b), lengthOf(b))) return true;
  return false;
}

/** ASCII letters become small; other bytes stay. */
@inline export function lower(byte: u8): u8 {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

@inline export function upper(byte: u8): u8 {
  return byte >= 0x61 && byte <= 0x7a ? byte & 0xdf : byte;
}

export function icontainsText(a: u64, b: u64): bool {
  const last = <i32>(lengthOf(a) - lengthOf(b));
  for (let i = 0; i <= last; i++) {
    let j: u32 = 0;
    while (j < lengthOf(b) && lower(load<u8>(addressOf(a) + i + j)) == lower(load<u8>(addressOf(b) + j))) j++;
    if (j == lengthOf(b)) return true;
  }
  return false;
}

/** Finds up to eight bytes, given as a word and the mask of its bytes, in a text. */
export function findWord(address: usize, length: u32, word: u64, mask: u64, bytes: u32): bool {
  if (length < bytes) return false;
  const last = address + length - bytes;
  const first = i8x16.splat(<u8>word);
  for (let at = address; at <= last; at += 16) {
    let places = i8x16.bitmask(i8x16.eq(v128.load(at), first));
    while (places != 0) {
      const place = at + ctz(places);
      if (place > last) return false;
      if ((load<u64>(place) & mask) == word) return true;
      places &= places - 1;
    }
  }
  return false;
}

/** Finds a literal whose letters are small, whatever the case of the letters in the text. */
export function findFolded(address: usize, length: u32, literal: usize, bytes: u32): bool {
  if (length < bytes) return false;
  const last = address + length - bytes;
  const initial = load<u8>(literal);
  const fold = i8x16.splat(initial >= 0x61 && initial <= 0x7a ? 0x20 : 0);
  const first = i8x16.splat(initial);
  for (let at = address; at <= last; at += 16) {
    let places = i8x16.bitmask(i8x16.eq(v128.or(v128.load(at), fold), first));
    while (places != 0) {
      const place = at + ctz(places);
      if (place > last) return false;
      let i: u32 = 0;
      while (i < bytes && lower(load<u8>(place + i)) == load<u8>(literal + i)) i++;
      if (i == bytes) return true;
      places &= places - 1;
    }
  }
  return false;
}

/** Finds a literal of more than eight bytes. */
export function findLong(address: usize, length: u32, word: u64, literal: usize, bytes: u32): bool {
  if (length < bytes) return false;
  const last = address + length - bytes;
  const first = i8x16.splat(<u8>word);
  for (let at = address; at <= last; at += 16) {
    let places = i8x16.bitmask(i8x16.eq(v128.load(at), first));
    while (places != 0) {
      const place = at + ctz(places);
      if (place > last) return false;
      if (load<u64>(place) == word && sameBytes(place + 8, literal + 8, bytes - 8)) return true;
      places &= places - 1;
    }
  }
  return false;
}
