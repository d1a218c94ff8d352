/** Values that a capture supplies ready-made, by slot: see schema/capture/supplied.ts. */
import * as layout from './layout';
import { KIND_DOUBLE, KIND_LIST, KIND_TEXT } from './memory-map';
import { text } from './text';

const HEAD: usize = 8;
const VALUE: usize = 16;

/** Where the value of a slot lies; 0 if the capture has none. */
function valueOf(e: usize, slot: u32): usize {
  const table = <usize>layout.header_supplied(e);
  if (table == 0) return 0;
  let at = e + table + HEAD;
  for (let left = load<u32>(e + table); left != 0; left--) {
    if (load<u32>(at) == slot) return at;
    at += VALUE;
  }
  return 0;
}

export function hasSupplied(e: usize, slot: u32): bool {
  return valueOf(e, slot) != 0;
}

/** A text or a list; absent if the slot has none or something else. */
export function suppliedText(e: usize, slot: u32): u64 {
  const at = valueOf(e, slot);
  if (at == 0) return 0;
  const kind = load<u32>(at, 4);
  return kind == KIND_TEXT || kind == KIND_LIST ? text(e + load<u32>(at, 8), load<u32>(at, 12)) : 0;
}

/** A number or a claim; 0 if the slot has none. */
export function suppliedNumber(e: usize, slot: u32): u64 {
  const at = valueOf(e, slot);
  return at == 0 || load<u32>(at, 4) == KIND_TEXT ? 0 : load<u64>(at, 8);
}

/** A number with a fraction; 0 if the slot has none. */
export function suppliedReal(e: usize, slot: u32): f64 {
  const at = valueOf(e, slot);
  return at == 0 || load<u32>(at, 4) != KIND_DOUBLE ? 0 : load<f64>(at, 8);
}
