/** Internet addresses between text and 16 bytes in network order, IPv4 mapped into IPv6. */

const isV4 = /^\d{1,3}(\.\d{1,3}){3}$/

function parseV4(text: string): readonly number[] {
  const parts = text.split('.').map(Number)
  if (!isV4.test(text) || parts.some((part) => part > 255)) throw new Error(`'${text}' is no address`)
  return parts
}

function groupBytes(text: string): readonly number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return parseV4(group)
    if (!/^[0-9a-f]{1,4}$/i.test(group)) throw new Error(`'${group}' is no part of an address`)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

/** Reads an address; throws if the text is none. */
export function parseAddress(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from([...Array.from({ length: 10 }, () => 0), 255, 255, ...parseV4(text)])
  const [head = '', tail, ...more] = text.split('::')
  const front = groupBytes(head)
  const back = tail === undefined ? [] : groupBytes(tail)
  const gap = 16 - front.length - back.length
  if (more.length > 0 || gap < 0 || (tail === undefined && gap !== 0)) throw new Error(`'${text}' is no address`)
  return Uint8Array.from([...front, ...Array.from({ length: gap }, () => 0), ...back])
}

/** Where the longest run of at least two zero groups is. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [8, 1]
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && groups[end] === 0) end++
    if (end - i > best[1]) best = [i, end - i]
    i = Math.max(i, end)
  }
  return best[1] > 1 ? best : [8, 0]
}

/** Prints an address as inet_ntop(3) does. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.subarray(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255))) return bytes.subarray(12).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0))
  const [start, length] = longestZeros(groups)
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  return length === 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}
