import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rootFolder } from '../paths.ts'
import {
  type WrittenDescriptor,
  type WrittenProcess,
  writeAccounts,
  writeDescriptors,
  writeHead,
  writeInterfaces,
  writeProcesses,
  written,
} from './scap-blocks.ts'
import { writeEvent } from './scap-events.ts'
import { readStrictly, type StrictScap } from './testing/strict-scap.ts'

/** The capture written again from what was read of it. */
const rewritten = (scap: StrictScap): Uint8Array =>
  written((out) => {
    writeHead(out, scap.machine)
    if (scap.interfaces.length > 0) writeInterfaces(out, scap.interfaces)
    if (scap.accounts.length > 0) writeAccounts(out, scap.accounts)
    writeProcesses(out, scap.processes)
    for (const [tid, descriptors] of scap.descriptors) writeDescriptors(out, tid, descriptors)
    for (const event of scap.events) writeEvent(out, event)
  })

const attacks = `${rootFolder}../shared/oracle/attacks.scap`
test.runIf(existsSync(attacks))("a capture of Falco's own is written again byte for byte", () => {
  const file = readFileSync(attacks)
  const scap = readStrictly(file)
  expect(scap.events).toHaveLength(19_383)
  expect(Buffer.compare(rewritten(scap), file)).toBe(0)
})

describe('blocks', () => {
  const process: WrittenProcess = {
    ...{ pid: 7, tid: 8, parent: 1, comm: 'c', exe: 'e', exePath: '/e', args: ['a', ''], env: ['A=b'], cwd: '/w' },
    ...{ root: '/r', cgroups: ['cpu=/x'], sessionId: 2, groupId: 3, virtualGroupId: 4, virtualTid: 5, virtualPid: 6 },
    ...{ descriptorLimit: 9n, flags: 1, uid: 10, gid: 11, majorFaults: 12n, minorFaults: 13n, namespaceStart: 14n },
    ...{ tty: 15, loginUid: 16, exeFlags: 15, exeInode: 17n, exeCtime: 18n, exeMtime: 19n },
    capabilities: { inheritable: 1n, permitted: 2n, effective: 3n },
    memoryKb: { size: 20, resident: 21, swapped: 22 },
  }
  const read = (write: Parameters<typeof written>[0]): StrictScap =>
    readStrictly(
      written((out) => {
        writeHead(out, { hostname: 'h' })
        write(out)
      }),
    )

  test('of processes hold what is known of them', () => {
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
    expect(read((out) => writeProcesses(out, [process])).processes).toEqual([
      {
        ...process,
        ...{ comm: bytes('c'), exe: bytes('e'), exePath: bytes('/e'), cwd: bytes('/w'), root: bytes('/r') },
        ...{ args: bytes('a\0\0'), env: bytes('A=b\0'), cgroups: bytes('cpu=/x\0') },
      },
    ])
  })

  test('of processes leave out whole members of a list that is too long', () => {
    const [one] = read((out) => writeProcesses(out, [{ ...process, args: Array(100).fill('x'.repeat(99)) }])).processes
    expect(one?.args).toHaveLength(4000)
  })

  const four = (last: number): Uint8Array => Uint8Array.of(10, 0, 0, last)
  const six = (last: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? last : 0xfe))
  const ports = { sourcePort: 1000, destinationPort: 2000, protocol: 2 }
  const path = new Uint8Array(Buffer.from('/run/s'))
  test.each<{ name: string; descriptor: WrittenDescriptor }>([
    { name: 'a file', descriptor: { fd: 3, inode: 9n, type: 'file', flags: 1, path, device: 5 } },
    { name: 'IPv4', descriptor: { fd: 3, inode: 9n, type: 'ipv4', source: four(1), destination: four(2), ...ports } },
    { name: 'IPv6', descriptor: { fd: 3, inode: 9n, type: 'ipv6', source: six(1), destination: six(2), ...ports } },
    { name: 'a server', descriptor: { fd: 3, inode: 9n, type: 'ipv4server', address: four(1), port: 80, protocol: 2 } },
    { name: 'a unix socket', descriptor: { fd: 3, inode: 9n, type: 'unix', source: 1n, destination: 2n, path } },
    { name: 'a pipe', descriptor: { fd: 3, inode: 9n, type: 'pipe', name: path } },
  ])('of descriptors hold $name', ({ descriptor }) => {
    const { descriptors } = read((out) => writeDescriptors(out, 7, [descriptor]))
    expect(descriptors).toEqual(new Map([[7, [descriptor]]]))
  })

  test('of events say which ones change what is known alone', () => {
    const event = { name: 'fchdir', ns: 5n, tid: 7, parameters: { res: 0, fd: 3 } }
    const { events } = read((out) => {
      writeEvent(out, event)
      writeEvent(out, { ...event, stateOnly: true })
    })
    expect(events.map(({ name, stateOnly }) => [name, stateOnly])).toEqual([
      ['fchdir', false],
      ['fchdir', true],
    ])
  })
})
