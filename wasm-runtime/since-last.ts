/** evt.deltatime in an output line: as in Falco, the time since the line was last printed. */

const second = 1_000_000_000n
const last = new WeakMap<object, bigint>()

/** Whether a value is one of them. */
export const isSinceLast = (text: string): boolean => text.startsWith('evt.deltatime')

/** Prints one of them; `part` is the place in the line, which remembers when it was last printed. */
export function sinceLast(part: { readonly text: string }, timeNs: bigint): string {
  const delta = timeNs - (last.get(part) ?? timeNs)
  last.set(part, timeNs)
  if (part.text === 'evt.deltatime.s') return String(delta / second)
  return part.text === 'evt.deltatime.ns' ? String(delta % second).padStart(9, '0') : String(delta)
}
