/**
 * The parameters of event types, as evt.args prints them. The table begins with a u32 for each code of an event type: where
 * its list lies, 0 if it has none. A list is a u32 count and its entries: u32 place and u16 length of the label, u16 number
 * of the reader of the text, u16 number of the reader of what stands in brackets (0 for none), two bytes of nothing. All
 * places count from the table's start.
 */
import { addByte, addBytes, beginText, cutTo } from './scratch';
import { addressOf, lengthOf } from './text';

/** Bytes of an entry. */
export const PARAMETER: usize = 12;

/** The first entry of the list of an event type; 0 if it has none. */
export function firstParameter(table: usize, type: u32): usize {
  const place = load<u32>(table + (type << 2));
  return place == 0 ? 0 : table + place + 4;
}

/** Where the list that begins with an entry ends. */
@inline export function parametersEnd(first: usize): usize {
  return first == 0 ? 0 : first + load<u32>(first - 4) * PARAMETER;
}

@inline export function addLabel(table: usize, entry: usize): void {
  addBytes(table + load<u32>(entry), load<u16>(entry, 4));
}

@inline export function textReader(entry: usize): u32 {
  return load<u16>(entry, 6);
}

@inline export function bracketReader(entry: usize): u32 {
  return load<u16>(entry, 8);
}

/** Makes what was read, wherever it lies, all that follows `start`; the reader may have put together more than that. */
export function addRead(start: usize, t: u64): void {
  const length = lengthOf(t);
  if (t != 0 && addressOf(t) == start) {
    cutTo(start + length);
    return;
  }
  const isBehind = t != 0 && addressOf(t) >= start && addressOf(t) < beginText();
  if (isBehind) memory.copy(start, addressOf(t), length);
  cutTo(isBehind ? start + length : start);
  if (!isBehind && t != 0) addBytes(addressOf(t), length);
}

/** The same behind an opening bracket, which was added at `open`; nothing at all is added if nothing was read. */
export function addBracketed(open: usize, start: usize, t: u64): void {
  if (lengthOf(t) == 0) {
    cutTo(open);
    return;
  }
  addRead(start, t);
  addByte(0x29);
}
