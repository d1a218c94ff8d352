/** Texts as one u64: address in the upper half, length in the lower; 0 is absent. */

@inline export function text(address: usize, length: u32): u64 {
  return address == 0 ? 0 : (<u64>address << 32) | <u64>length;
}

@inline export function addressOf(t: u64): usize {
  return <usize>(t >> 32);
}

@inline export function lengthOf(t: u64): u32 {
  return <u32>t;
}

/** Whether `length` bytes are the same at two addresses; reads up to 15 bytes beyond either. */
export function isSame(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i += 16) {
    const different = i8x16.bitmask(i8x16.ne(v128.load(a + i), v128.load(b + i)));
    const left = length - i;
    if ((left < 16 ? different & ((1 << left) - 1) : different) != 0) return false;
  }
  return true;
}
