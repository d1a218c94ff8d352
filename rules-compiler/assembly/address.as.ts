/** Internet addresses: 16 bytes in network order, IPv4 mapped into IPv6. */
import { addByte, addDigits } from './scratch';

/** The upper half is zero and the lower begins with 0000:ffff. */
@inline export function isMapped(address: usize): bool {
  return load<u64>(address) == 0 && load<u32>(address, 8) == 0xffff0000;
}

/** Whether the first bits of an address are those of a net; the masks are given as the words of memory. */
@inline export function isIn(address: usize, high: u64, low: u64, highMask: u64, lowMask: u64): bool {
  return ((load<u64>(address) ^ high) & highMask) == 0 && ((load<u64>(address, 8) ^ low) & lowMask) == 0;
}

@inline export function sameAddress(a: usize, b: usize): bool {
  return load<u64>(a) == load<u64>(b) && load<u64>(a, 8) == load<u64>(b, 8);
}

function addV4(address: usize): void {
  for (let i: u32 = 0; i < 4; i++) {
    if (i != 0) addByte(0x2e);
    addDigits(load<u8>(address + i), 10, 1);
  }
}

@inline function group(address: usize, i: u32): u32 {
  const at = address + (i << 1);
  return (<u16>load<u8>(at) << 8) | <u16>load<u8>(at, 1);
}

/** Writes an address as inet_ntop(3) does: the longest run of two zero groups or more becomes `::`. */
export function addAddress(address: usize): void {
  if (isMapped(address)) return addV4(address + 12);
  let best: u32 = 8;
  let bestLength: u32 = 1;
  for (let i: u32 = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && group(address, j) == 0) j++;
    if (j - i > bestLength) {
      best = i;
      bestLength = j - i;
    }
    if (j > i) i = j;
  }
  for (let i: u32 = 0; i < 8; i++) {
    if (i == best) {
      addByte(0x3a);
      addByte(0x3a);
      i += bestLength - 1;
      continue;
    }
    if (i != 0 && i != best + bestLength) addByte(0x3a);
    addDigits(group(address, i), 16, 1);
  }
}
