/** Names of users and groups, from tables that the host fills, sorted by id: the machine's, and one for each container. */
import * as layout from './layout';
import { IDENTITY_BYTES } from './memory-map';
import { onHost } from './container';
import { text, column, addressOf, lengthOf } from './text';

/** The entry of that id in a table of so many; 0 if there is none. */
function entryOf(table: usize, count: u32, id: u32): usize {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = table + middle * IDENTITY_BYTES;
    const found = load<u32>(entry);
    if (found == id) return entry;
    if (found < id) low = middle + 1;
    else high = middle;
  }
  return 0;
}

/** The entry of that id among the accounts of the machine, or of the container that a process is in. */
function accountOf(p: usize, word: usize, at: usize, id: u32): usize {
  if (onHost(p)) return entryOf(load<u32>(word), load<u32>(word, 4), id);
  const container: usize = layout.process_container(p);
  const table: u64 = container == 0 ? 0 : column(container, at);
  return table == 0 ? 0 : entryOf(addressOf(table), lengthOf(table) / <u32>IDENTITY_BYTES, id);
}

/**
 * Text number `which` of that id: 0 the name, 1 the home, 2 the shell. `word` is the control word of the machine's table,
 * `at` the column of a container's; `root` is for id 0 where no table has it. `p` is a process.
 */
export function identityText(p: usize, word: usize, at: usize, id: u32, which: u32, root: u64, unknown: u64): u64 {
  const entry = accountOf(p, word, at, id);
  if (entry == 0) return id == 0 ? root : unknown;
  return text(load<u32>(entry + 4 + which * 8), load<u32>(entry + 8 + which * 8));
}
