/** The sockets of a network namespace, as /proc/net shows them. */
import { protocols, type WrittenDescriptor } from './scap-blocks.ts'

type Ends<D> = D extends unknown ? Omit<D, 'fd' | 'inode'> : never

/** What is known of a socket. */
export type SocketEnds =
  | Ends<Extract<WrittenDescriptor, { type: 'ipv4' | 'ipv6' | 'ipv4server' | 'ipv6server' | 'unix' }>>
  | { readonly type: 'netlink'; readonly name: string }

const internet = [
  { file: 'tcp', isV6: false, protocol: protocols.tcp },
  { file: 'tcp6', isV6: true, protocol: protocols.tcp },
  { file: 'udp', isV6: false, protocol: protocols.udp },
  { file: 'udp6', isV6: true, protocol: protocols.udp },
  { file: 'raw', isV6: false, protocol: protocols.raw },
  { file: 'raw6', isV6: true, protocol: protocols.raw },
] as const

/** All sockets by inode; `read` answers the text of a file of /proc/net, empty if there is none. */
export function socketsOf(read: (name: string) => string): ReadonlyMap<string, SocketEnds> {
  const rows = (name: string): readonly (readonly string[])[] =>
    read(name)
      .split('\n')
      .slice(1)
      .flatMap((line) => (line.trim() === '' ? [] : [line.trim().split(/\s+/)]))
  return new Map([
    ...internet.flatMap(({ file, isV6, protocol }) =>
      rows(file).map((row): [string, SocketEnds] => [row[9] ?? '', internetSocket(row, isV6, protocol)]),
    ),
    ...rows('unix').map((row): [string, SocketEnds] => [row[6] ?? '', unixSocket(row)]),
    ...rows('netlink').map((row): [string, SocketEnds] => [row[9] ?? '', { type: 'netlink', name: '' }]),
  ])
}

function internetSocket(row: readonly string[], isV6: boolean, protocol: number): SocketEnds {
  const [address, port] = endOf(row[1] ?? '')
  const [other, otherPort] = endOf(row[2] ?? '')
  if (otherPort === 0) return { type: isV6 ? 'ipv6server' : 'ipv4server', address, port, protocol }
  const ports = { sourcePort: port, destinationPort: otherPort }
  return { type: isV6 ? 'ipv6' : 'ipv4', source: address, destination: other, ...ports, protocol }
}

/** `0100007F:1F90`: words of the machine's order, and the port. */
function endOf(text: string): readonly [address: Uint8Array, port: number] {
  const [words = '', port = ''] = text.split(':')
  return [Uint8Array.from(Buffer.from(words, 'hex').swap32()), Number.parseInt(port, 16)]
}

/** The kernel hides where the socket is. */
const unixSocket = (row: readonly string[]): SocketEnds => ({
  ...{ type: 'unix', source: 0n, destination: 0n },
  path: (row[7] ?? '').replace(/^@/, ''),
})
