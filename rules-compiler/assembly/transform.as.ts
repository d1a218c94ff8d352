/** Transformers: each makes a new text in scratch memory, or a number. */
import { text, addressOf, lengthOf, lower, upper } from './text';
import { addByte, addText, beginText, endText } from './scratch';
import { addMember, after, endOf, memberAt } from './list';

export function tolower(t: u64): u64 {
  const start = beginText();
  for (let i: u32 = 0; i < lengthOf(t); i++) addByte(lower(load<u8>(addressOf(t) + i)));
  return endText(start);
}

export function toupper(t: u64): u64 {
  const start = beginText();
  for (let i: u32 = 0; i < lengthOf(t); i++) addByte(upper(load<u8>(addressOf(t) + i)));
  return endText(start);
}

/** What stands behind the last slash. */
export function basename(t: u64): u64 {
  let from = lengthOf(t);
  while (from > 0 && load<u8>(addressOf(t) + from - 1) != 0x2f) from--;
  return text(addressOf(t) + from, lengthOf(t) - from);
}

function sextet(byte: u8): i32 {
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x41;
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x47;
  if (byte >= 0x30 && byte <= 0x39) return byte + 4;
  return byte == 0x2b ? 62 : byte == 0x2f ? 63 : -1;
}

/** The bytes that base64 stands for, padding or not; absent if it is none or leaves bits over that are not zero. */
export function b64(t: u64): u64 {
  const start = beginText();
  let length = lengthOf(t);
  for (let i = 0; i < 2 && length > 0 && load<u8>(addressOf(t) + length - 1) == 0x3d; i++) length--;
  if ((length & 3) == 1 || (length == 0 && lengthOf(t) != 0)) return 0;
  let bits: u32 = 0;
  let held: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const value = sextet(load<u8>(addressOf(t) + i));
    if (value < 0) return 0;
    bits = (bits << 6) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    addByte(<u8>(bits >> held));
    bits &= (<u32>1 << held) - 1;
  }
  return bits == 0 ? endText(start) : 0;
}

/** Whether an option string has `option`: 0 no, 1 yes, 2 with an argument. */
function optionKind(options: u64, option: u8): i32 {
  if (option == 0x3a) return 0;
  for (let i: u32 = 0; i < lengthOf(options); i++) {
    const at = addressOf(options) + i;
    if (load<u8>(at) == option) return i + 1 < lengthOf(options) && load<u8>(at, 1) == 0x3a ? 2 : 1;
  }
  return 0;
}

let chosen: u64 = 0;

function tell(selector: i32, name: u64, value: u64): void {
  if (selector >= 0) {
    chosen = value == 0 ? name : value;
    return;
  }
  addMember(name);
  if (value != 0) addMember(value);
}

/** Reads the options clustered in one word; answers the member it went on to for an argument. */
function readWord(word: u64, next: usize, end: usize, options: u64, selector: i32, question: u64): usize {
  for (let i: u32 = 1; i < lengthOf(word); i++) {
    const at = addressOf(word) + i;
    const option = load<u8>(at);
    const kind = optionKind(options, option);
    const told = selector < 0 || option == <u8>selector;
    if (kind == 0) {
      if (selector < 0) addMember(question);
    } else if (kind == 1) {
      if (told) tell(selector, text(at, 1), 0);
    } else {
      if (i + 1 < lengthOf(word)) {
        if (told) tell(selector, text(at, 1), text(at + 1, lengthOf(word) - i - 1));
      } else if (next < end) {
        const value = memberAt(next, end);
        if (told) tell(selector, text(at, 1), value);
        return after(value);
      } else if (told) tell(selector, text(at, 0), 0);
      return next;
    }
  }
  return next;
}

function readOptions(args: u64, options: u64, selector: i32, question: u64): void {
  const end = endOf(args);
  chosen = 0;
  for (let at = addressOf(args); at < end; ) {
    const word = memberAt(at, end);
    const from = addressOf(word);
    const length = lengthOf(word);
    if (length < 2 || load<u8>(from) != 0x2d) return;
    at = after(word);
    if (load<u8>(from, 1) == 0x2d) {
      if (length == 2) return;
      continue;
    }
    at = readWord(word, at, end, options, selector, question);
  }
}

/** The options among arguments and their values, as a list. */
export function getopt(args: u64, options: u64, question: u64): u64 {
  if (args == 0 || options == 0) return 0;
  const start = beginText();
  readOptions(args, options, -1, question);
  return endText(start);
}

/** The last value of one option, or the option itself; absent if it is not given. */
export function getoptOf(args: u64, options: u64, selector: u8, question: u64): u64 {
  if (args == 0 || options == 0) return 0;
  readOptions(args, options, selector, question);
  return chosen;
}
