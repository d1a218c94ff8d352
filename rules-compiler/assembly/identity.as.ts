/** Names of users and groups, from the tables that the host fills. Entries are sorted by id. */
import { IDENTITY_BYTES } from './memory-map';
import { text } from './text';

/** The entry of that id in the table that a control word names; 0 if there is none. */
function entryOf(word: usize, id: u32): usize {
  const table: usize = load<u32>(word);
  let low: u32 = 0;
  let high = load<u32>(word, 4);
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

/** Text number `which` of that id: 0 the name, 1 the home, 2 the shell. `root` is for id 0 where no table has it. */
export function identityText(word: usize, id: u32, which: u32, root: u64, unknown: u64): u64 {
  const entry = entryOf(word, id);
  if (entry == 0) return id == 0 ? root : unknown;
  return text(load<u32>(entry + 4 + which * 8), load<u32>(entry + 8 + which * 8));
}
