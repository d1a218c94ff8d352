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
