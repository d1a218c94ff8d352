/** IPv4 and IPv6 addresses and nets as 16 bytes, IPv4 mapped into IPv6. */

/** The four bytes of `a.b.c.d`, or null. */
export function parseIpv4(text: string): Uint8Array | null {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return null
  return Uint8Array.from(parts.map(Number))
}

/** An IPv4 address as 16 bytes. */
export function mapped(ipv4: Uint8Array): Uint8Array {
  const address = new Uint8Array(16)
  address.fill(0xff, 10, 12)
  address.set(ipv4, 12)
  return address
}

/** The 16 bytes of an IPv6 address, or null. */
export function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = '', tail] = halves
  const left = groupsOf(head, tail === undefined)
  const right = tail === undefined ? [] : groupsOf(tail, true)
  if (left === null || right === null) return null
  const missing = 8 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]))
}

/** Groups of 16 bits; where it may, an IPv4 address at the end gives two. */
function groupsOf(text: string, isEnd: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const ipv4 = isEnd && index === parts.length - 1 ? parseIpv4(part) : null
    if (ipv4 !== null) groups.push(((ipv4[0] ?? 0) << 8) | (ipv4[1] ?? 0), ((ipv4[2] ?? 0) << 8) | (ipv4[3] ?? 0))
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

/** Whether the address is an IPv4 one. */
export const isMapped = (address: Uint8Array): boolean =>
  address.subarray(0, 10).every((byte) => byte === 0) && address[10] === 0xff && address[11] === 0xff
