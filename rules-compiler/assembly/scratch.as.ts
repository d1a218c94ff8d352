/**
 * Text that has to be put together, valid until the next check begins. What does not fit is cut, never written beyond
 * the region: no event can make a rule trap by being long.
 */
import { SCRATCH, SCRATCH_END } from './memory-map';
import { text, addressOf, lengthOf } from './text';

let top: usize = 0;

@inline export function resetScratch(): void {
  top = SCRATCH;
}

/** Where the text that is put together next begins. */
@inline export function beginText(): usize {
  return top;
}

/** The text from `start` to here. */
@inline export function endText(start: usize): u64 {
  return text(start, <u32>(top - start));
}

@inline export function addByte(byte: u8): void {
  if (top < SCRATCH_END - 16) store<u8>(top++, byte);
}

export function addBytes(from: usize, length: u32): void {
  const room = <u32>(SCRATCH_END - 16 - top);
  const taken = length < room ? length : room;
  // Most texts are short; what is copied beyond the end is written over next, or lies in the last 16 bytes.
  for (let i: u32 = 0; i < taken; i += 16) v128.store(top + i, v128.load(from + i));
  top += taken;
}

@inline export function addText(t: u64): void {
  if (t != 0) addBytes(addressOf(t), lengthOf(t));
}

/** Takes back what lies behind an address. */
@inline export function cutTo(end: usize): void {
  top = end;
}

/** Takes back the last byte. */
@inline export function dropByte(): void {
  top--;
}

/** Digits of a number in a base up to 16, at least `least` of them. */
export function addDigits(value: u64, base: u64, least: u32): void {
  const start = top;
  let count: u32 = 0;
  do {
    const digit = <u8>(value % base);
    addByte(digit + (digit < 10 ? 0x30 : 0x57));
    value /= base;
    count++;
  } while ((value != 0 || count < least) && count < 64);
  for (let low = start, high = top - 1; low < high; low++, high--) {
    const kept = load<u8>(low);
    store<u8>(low, load<u8>(high));
    store<u8>(high, kept);
  }
}

export function addSigned(value: i64): void {
  if (value < 0) addByte(0x2d);
  addDigits(value < 0 ? <u64>-value : <u64>value, 10, 1);
}

export function decimal(value: i64): u64 {
  const start = beginText();
  addSigned(value);
  return endText(start);
}

export function unsigned(value: u64): u64 {
  const start = beginText();
  addDigits(value, 10, 1);
  return endText(start);
}

/** As C's `%o` with a zero in front, 0 itself alone. */
export function octal(value: u64): u64 {
  const start = beginText();
  if (value != 0) addByte(0x30);
  addDigits(value, 8, 1);
  return endText(start);
}

/** As C's `%X`. */
export function hexadecimal(value: u64): u64 {
  const start = beginText();
  let shift: u32 = value == 0 ? 4 : (67 - <u32>clz(value)) & ~3;
  while (shift != 0) {
    shift -= 4;
    const digit = <u8>((value >> shift) & 15);
    addByte(digit + (digit < 10 ? 0x30 : 0x37));
  }
  return endText(start);
}
