/** The members of a set as the table that constant.as.ts reads. */

const wordBytes = 8
/** Members beyond this length, or of this many bytes together, are compared by code instead. */
const longest = 255
const largest = 0xffff * wordBytes

/** The table; null if a member is too long, or they are too many. */
export function setTable(values: readonly Uint8Array[]): Uint8Array | null {
  const lengths = values.map(({ length }) => length)
  const shortest = Math.min(...lengths)
  const range = Math.max(...lengths) - shortest + 1
  const wordsOf = (length: number): number => Math.ceil(length / wordBytes)
  const head = Math.ceil((4 + range * 4) / wordBytes)
  const total = head + lengths.reduce((sum, length) => sum + wordsOf(length), 0)
  if (Math.max(...lengths) > longest || total * wordBytes > largest) return null
  const bytes = new Uint8Array(total * wordBytes)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, shortest, true)
  view.setUint16(2, shortest + range - 1, true)
  let at = head
  for (let length = shortest; length < shortest + range; length++) {
    const members = values.filter((value) => value.length === length)
    view.setUint16(4 + (length - shortest) * 4, at, true)
    view.setUint16(6 + (length - shortest) * 4, members.length, true)
    for (const member of members) {
      bytes.set(member, at * wordBytes)
      at += wordsOf(length)
    }
  }
  return bytes
}
