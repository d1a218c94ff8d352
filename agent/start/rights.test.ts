import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isConfined, neededAt } from './rights.ts'

const self = process.geteuid?.() ?? 0
const workplace = { uid: self, written: [], read: [], ports: [] }
const usual = ['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH']

describe('what a workplace needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-rights-'))
  chmodSync(folder, 0o755)
  afterAll(() => rmSync(folder, { recursive: true }))

  test('in folders of its own children need nothing', () => {
    expect(neededAt({ ...workplace, written: [join(folder, 'new', 'data')], read: [folder], ports: [2811] })).toEqual({
      own: usual,
      children: [],
      reasons: [],
    })
  })

  test('a port below 1024 is for those who may have it', () => {
    expect(neededAt({ ...workplace, ports: [443] })).toMatchObject({
      children: ['CAP_NET_BIND_SERVICE'],
      reasons: ['CAP_NET_BIND_SERVICE, as port 443 is below 1024'],
    })
  })

  test.skipIf(self !== 0)('a folder that belongs to somebody else is written to, and reached, with a right', () => {
    const theirs = join(folder, 'theirs')
    mkdirSync(theirs, { mode: 0o700 })
    chownSync(theirs, 1234, 1234)
    const { own, children, reasons } = neededAt({ ...workplace, written: [join(theirs, 'data')], read: [theirs] })
    expect(children).toEqual(['CAP_DAC_OVERRIDE', 'CAP_DAC_READ_SEARCH'])
    expect(own).toEqual([...usual, 'CAP_DAC_OVERRIDE'])
    expect(reasons[0]).toBe(`CAP_DAC_OVERRIDE, as ${theirs} belongs to another user`)
  })
})

const none = { inheritable: 0n, permitted: 0n, effective: 0n, bounding: ~0n, ambient: 0n, noNewPrivileges: true }

test.each([
  { name: 'nothing more than is kept', rights: { permitted: 0b1n }, holds: true },
  { name: 'one capability more', rights: { permitted: 0b11n }, holds: false },
  { name: 'one capability more for others', rights: { inheritable: 0b10n }, holds: false },
  { name: 'the right to gain more', rights: { noNewPrivileges: false }, holds: false },
])('with $name, that a process is confined is $holds', ({ rights, holds }) => {
  expect(isConfined({ ...none, ...rights }, 0b1n)).toBe(holds)
})
