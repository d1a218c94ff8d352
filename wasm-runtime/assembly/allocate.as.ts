/**
 * Memory for process records: size classes of 2^n and 3·2^(n-1) bytes and one line of the processor's cache more, a list
 * of free blocks for each, and a border that moves up while no block is free. Blocks never move and are never split.
 * The odd line keeps the same column of different processes out of the same set of the cache.
 */
import { CONTROL_HEAP_BYTES, HEAP, HEAP_END, FREE_LISTS } from './memory-map';

const LINE: u32 = 64;
const SMALLEST: u32 = 10;
const CLASSES: u32 = 24;

let border: usize = 0;

/** The class whose blocks hold that many bytes; even classes are powers of two. */
function classOf(all: u32): u32 {
  const bytes = all > LINE ? all - LINE : 0;
  if (bytes <= <u32>1 << SMALLEST) return 0;
  const top = 31 - clz(bytes - 1);
  const half = <u32>3 << (top - 1);
  return ((top - SMALLEST) << 1) + (bytes <= half ? 1 : 2);
}

@inline function bytesOf(index: u32): u32 {
  const top = SMALLEST + (index >> 1);
  return LINE + ((index & 1) == 0 ? <u32>1 << top : <u32>3 << (top - 1));
}

/** Forgets every block. */
export function emptyHeap(): void {
  border = HEAP;
  memory.fill(FREE_LISTS, 0, CLASSES * 4);
  store<u64>(CONTROL_HEAP_BYTES, 0);
}

/** What a block for that many bytes really takes. */
export function roundUp(bytes: u32): u32 {
  return bytesOf(classOf(bytes));
}

/** A block of at least that many bytes, not cleared; 0 if there is none left. */
export function allocate(bytes: u32): usize {
  const index = classOf(bytes);
  if (index >= CLASSES) return 0;
  const list = FREE_LISTS + (index << 2);
  const free = load<u32>(list);
  if (free != 0) {
    store<u32>(list, load<u32>(free));
    return free;
  }
  const size = bytesOf(index);
  // Wide loads may read a few bytes behind a text.
  if (border + size > HEAP_END - 64) return 0;
  const block = border;
  border += size;
  store<u64>(CONTROL_HEAP_BYTES, border - HEAP);
  return block;
}

/** Gives a block back; `bytes` is what `roundUp` said of it. */
export function release(block: usize, bytes: u32): void {
  const list = FREE_LISTS + (classOf(bytes) << 2);
  store<u32>(block, load<u32>(list));
  store<u32>(list, <u32>block);
}
