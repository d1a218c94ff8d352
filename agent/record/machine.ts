/** The machine as the head of a capture tells it: itself, its addresses and its accounts. */
import { readFileSync } from 'node:fs'
import { availableParallelism, networkInterfaces, totalmem } from 'node:os'
import type { WrittenAccount, WrittenInterface, WrittenMachine } from './scap-blocks.ts'

/** This machine. */
export function thisMachine(hostname: string, bootNs: bigint): WrittenMachine {
  const maxPid = BigInt(readFileSync('/proc/sys/kernel/pid_max', 'utf8').trim())
  return { hostname, cpus: availableParallelism(), memoryBytes: BigInt(totalmem()), maxPid, bootNs }
}

/** Its addresses. */
export const ownInterfaces = (): readonly WrittenInterface[] =>
  Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, netmask, family, internal }) => {
      const [own, mask] = [addressBytes(address), addressBytes(netmask)]
      const isBroadcast = family === 'IPv4' && !internal
      const broadcast = own.map((byte, i) => (isBroadcast ? byte | (~(mask[i] ?? 0) & 0xff) : 0))
      return { name, address: own, mask, broadcast }
    }),
  )

/** The bytes of an address as text; IPv6 with `::` and without a zone. */
export function addressBytes(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.').map(Number))
  const [head = '', tail = ''] = text.split('::')
  const groups = (part: string): readonly number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  const front = groups(head)
  const back = groups(tail)
  const all = [...front, ...Array(8 - front.length - back.length).fill(0), ...back]
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

/** Users and groups of texts like /etc/passwd and /etc/group; lines of another shape are passed over. */
export function accountsOf(passwd: string, group: string): readonly WrittenAccount[] {
  const users = passwd.split('\n').flatMap((line): readonly WrittenAccount[] => {
    const [name = '', , uid = '', gid = '', , home = '', shell = ''] = line.split(':')
    if (name === '' || !/^\d+$/.test(uid) || !/^\d+$/.test(gid)) return []
    return [{ kind: 'user', uid: Number(uid), gid: Number(gid), name, home, shell }]
  })
  const groups = group.split('\n').flatMap((line): readonly WrittenAccount[] => {
    const [name = '', , gid = ''] = line.split(':')
    return name === '' || !/^\d+$/.test(gid) ? [] : [{ kind: 'group', gid: Number(gid), name }]
  })
  return [...users, ...groups]
}
