/** Tables beside the code: texts by number, and flags by bit. All offsets in them count from the table's own start. */
import { text, lengthOf } from './text';
import { addByte, addText, beginText, endText } from './scratch';

/** Entry layout: i64 number, u32 offset, u32 length; the table begins with a u32 count and four bytes of nothing. */
const ENTRY: u32 = 16;

@inline function entryText(table: usize, entry: usize): u64 {
  return text(table + load<u32>(entry, 8), load<u32>(entry, 12));
}

/** The text of a number; absent if the table has none. Entries are sorted. */
export function textFor(table: usize, number: i64): u64 {
  let low: u32 = 0;
  let high = load<u32>(table);
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = table + 8 + middle * ENTRY;
    const found = load<i64>(entry);
    if (found == number) return entryText(table, entry);
    if (found < number) low = middle + 1;
    else high = middle;
  }
  return 0;
}

export function textOr(t: u64, otherwise: u64): u64 {
  return t == 0 ? otherwise : t;
}

/**
 * The names of the bits that are set, in the table's order, with a separator between them. A name counts if all of its
 * bits are set and not every one of them was named already.
 */
export function namesOf(table: usize, bits: u64, separator: u8): u64 {
  const start = beginText();
  const count = load<u32>(table);
  let left = bits;
  let first = true;
  for (let i: u32 = 0; i < count; i++) {
    const entry = table + 8 + i * ENTRY;
    const wanted = <u64>load<i64>(entry);
    if ((bits & wanted) != wanted || (left & wanted) == 0) continue;
    if (!first) addByte(separator);
    first = false;
    left &= ~wanted;
    addText(entryText(table, entry));
  }
  return endText(start);
}

/** The first text unless it is absent or empty. */
export function filledOr(t: u64, otherwise: u64): u64 {
  return lengthOf(t) == 0 ? otherwise : t;
}
