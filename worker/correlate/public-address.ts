/** Addresses of others: those that every network knows by the same number. */

/** Ranges that are not, as their leading bits: this network, private, shared, loopback, link-local, test, multicast. */
const ownIpv4: readonly (readonly [address: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
]

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

const numberOf = (address: string): number | undefined => {
  const parts = ipv4.exec(address)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

const ranges = ownIpv4.map(([address, bits]) => {
  const size = 2 ** (32 - bits)
  return { first: numberOf(address) ?? 0, size }
})

/** Whether text is one address, IPv4 or IPv6, that is not private, local or for many. */
export const isPublicAddress = (text: string): boolean => {
  const number = numberOf(text)
  if (number !== undefined) return !ranges.some(({ first, size }) => number >= first && number < first + size)
  if (!/^[0-9a-f:]{3,39}$/i.test(text) || !text.includes(':')) return false
  // Global unicast is 2000::/3.
  return /^[23][0-9a-f]{3}:/i.test(text)
}

/** The public addresses in a list, or in a connection as Falco writes it: `10.0.0.1:4000->203.0.113.7:443`. */
export const publicAddressesIn = (text: string): readonly string[] => {
  if (text === '' || text.startsWith('/')) return []
  const ends = text.includes('->') ? text.split('->').map(withoutPort) : text.split(/[,\s]+/)
  return ends.filter(isPublicAddress)
}

/** The port of an end stands behind its last colon, for IPv6 as well. */
const withoutPort = (end: string): string => end.slice(0, Math.max(end.lastIndexOf(':'), 0))
