/** Lists: texts whose members each end with a zero byte. */
import { text, addressOf, lengthOf, equalTexts } from './text';
import { addByte, addText, beginText, endText } from './scratch';

/** The member that begins at `at`. */
export function memberAt(at: usize, end: usize): u64 {
  let stop = at;
  while (stop < end && load<u8>(stop) != 0) stop++;
  return text(at, <u32>(stop - at));
}

/** Where the member after `member` begins. */
@inline export function after(member: u64): usize {
  return addressOf(member) + lengthOf(member) + 1;
}

@inline export function endOf(list: u64): usize {
  return addressOf(list) + lengthOf(list);
}

export function countMembers(list: u64): u64 {
  let count: u64 = 0;
  const end = endOf(list);
  for (let at = addressOf(list); at < end; at = after(memberAt(at, end))) count++;
  return count;
}

/** Member `index`, or an empty text beyond the end. */
export function memberNumber(list: u64, index: u32): u64 {
  const end = endOf(list);
  let at = addressOf(list);
  for (let i: u32 = 0; at < end; i++) {
    const member = memberAt(at, end);
    if (i == index) return member;
    at = after(member);
  }
  return text(end, 0);
}

/** The members with a separator between them. */
export function joinMembers(list: u64, separator: u64): u64 {
  const start = beginText();
  const end = endOf(list);
  let first = true;
  for (let at = addressOf(list); at < end; ) {
    const member = memberAt(at, end);
    if (!first) addText(separator);
    first = false;
    addText(member);
    at = after(member);
  }
  return endText(start);
}

/** Adds a member to the list that is being put together. */
export function addMember(t: u64): void {
  addText(t);
  addByte(0);
}

/** The members with every zero byte as another byte, the way Falco prints a buffer of arguments. */
export function dotted(list: u64, separator: u8): u64 {
  const start = beginText();
  const end = endOf(list);
  for (let at = addressOf(list); at < end; at++) {
    const byte = load<u8>(at);
    addByte(byte == 0 ? separator : byte);
  }
  return endText(start);
}

/** A text as a list of one. */
export function asList(t: u64): u64 {
  if (t == 0) return 0;
  const start = beginText();
  addMember(t);
  return endText(start);
}

function isAmong(member: u64, list: u64): bool {
  const end = endOf(list);
  for (let at = addressOf(list); at < end; ) {
    const other = memberAt(at, end);
    if (equalTexts(member, other)) return true;
    at = after(other);
  }
  return false;
}

/** Whether all members of one list are members of the other. */
export function allAmong(a: u64, b: u64): bool {
  const end = endOf(a);
  for (let at = addressOf(a); at < end; ) {
    const member = memberAt(at, end);
    if (!isAmong(member, b)) return false;
    at = after(member);
  }
  return true;
}

/** Whether some member of one list is a member of the other. */
export function someAmong(a: u64, b: u64): bool {
  const end = endOf(a);
  for (let at = addressOf(a); at < end; ) {
    const member = memberAt(at, end);
    if (isAmong(member, b)) return true;
    at = after(member);
  }
  return false;
}
