/** Values of events that are JSON, which were looked up before; see schema/json-event.ts. */
import { text } from './text';
import { KIND_ABSENT } from './memory-map';

/** The text, or the list, of the value at an offset of the record; 0 if it is absent. */
export function jsonValue(e: usize, at: u32): u64 {
  const value = e + at;
  if (load<u32>(value) == KIND_ABSENT) return 0;
  return text(e + load<u32>(value, 8), load<u32>(value, 12));
}
