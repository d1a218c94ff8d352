/** Which code reads a value of an event: a table of u16, a row for each sort of event types, a column for each value. */
import * as layout from './layout';

/** The number of the reader; 0 if there is none. `rowOf` has `codes` u16, the row of each event type, counted from 1. */
export function readerOf(e: usize, rowOf: usize, codes: u32, readers: usize, values: u32, value: u32): u32 {
  const type = <u32>layout.header_type(e);
  const row = type < codes ? <u32>load<u16>(rowOf + (type << 1)) : 0;
  return row == 0 || value >= values ? 0 : load<u16>(readers + (((row - 1) * values + value) << 1));
}
