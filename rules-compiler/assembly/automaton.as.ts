/**
 * Deterministic automata over bytes, made when the rules were compiled. Table: u32 number of byte classes, 256 bytes
 * with the class of each byte, then for each state one u16 per class: the next state, its top bit set if that state
 * accepts. State 0 is dead, state 1 the start; the u16 at 4 is 1 if the start accepts.
 */
import { addByte, beginText, endText } from './scratch';
import { addressOf, lengthOf } from './text';

export function accepts(table: usize, address: usize, length: u32): bool {
  const classes = load<u32>(table);
  const transitions = table + 264;
  let state: u32 = 1;
  let accepted = load<u16>(table, 4) != 0;
  const end = address + length;
  while (address < end) {
    const next = load<u16>(transitions + ((state * classes + load<u8>(table + 8 + load<u8>(address))) << 1));
    if (next == 0) return false;
    accepted = (next & 0x8000) != 0;
    state = next & 0x7fff;
    address++;
  }
  return accepted;
}

/** Bytes of the character that begins at `at`; 0 if it is not UTF-8. */
function characterBytes(at: usize, end: usize): u32 {
  const first = load<u8>(at);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const bytes: u32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + bytes > end) return 0;
  for (let i: u32 = 1; i < bytes; i++) if ((load<u8>(at + i) & 0xc0) != 0x80) return 0;
  const second = load<u8>(at, 1);
  if (first == 0xe0 && second < 0xa0) return 0;
  if (first == 0xed && second > 0x9f) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  return first == 0xf4 && second > 0x8f ? 0 : bytes;
}

/** The text with U+FFFD for each byte that is not UTF-8; the same text if all of it is. */
export function sanitized(t: u64): u64 {
  let at = addressOf(t);
  const end = at + lengthOf(t);
  while (at < end) {
    const bytes = characterBytes(at, end);
    if (bytes == 0) break;
    at += bytes;
  }
  if (at >= end) return t;
  const start = beginText();
  for (at = addressOf(t); at < end; ) {
    const bytes = characterBytes(at, end);
    if (bytes == 0) {
      addByte(0xef);
      addByte(0xbf);
      addByte(0xbd);
      at++;
    }
    for (let i: u32 = 0; i < bytes; i++) addByte(load<u8>(at++));
  }
  return endText(start);
}
