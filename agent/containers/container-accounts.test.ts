import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readContainerAccounts } from './container-accounts.ts'

let proc: string
beforeAll(() => {
  proc = mkdtempSync(join(tmpdir(), 'eyas-proc-'))
  for (const pid of [1, 2, 3]) mkdirSync(join(proc, String(pid), 'root', 'etc'), { recursive: true })
  writeFileSync(join(proc, '1/root/etc/passwd'), 'app:x:7:7::/srv:/bin/sh\n')
  writeFileSync(join(proc, '1/root/etc/group'), 'web:x:7:\n')
  symlinkSync('/etc/passwd', join(proc, '2/root/etc/passwd'))
  execFileSync('mkfifo', [join(proc, '2/root/etc/group')])
  writeFileSync(join(proc, '3/root/etc/passwd'), 'x'.repeat((1 << 20) + 1))
  mkdirSync(join(proc, '3/root/etc/group'))
  mkdirSync(join(proc, '4'))
  symlinkSync('/', join(proc, '4/root'))
})
afterAll(() => rmSync(proc, { recursive: true }))

test.each([
  {
    name: 'a container with files of its own has their users and groups',
    pid: 1,
    own: {
      users: [{ id: 7, name: 'app', homeDirectory: '/srv', shell: '/bin/sh' }],
      groups: [{ id: 7, name: 'web' }],
    },
  },
  { name: 'a link is not followed and a pipe not waited for', pid: 2, own: { users: [], groups: [] } },
  { name: 'a file that is too large and a directory are passed over', pid: 3, own: { users: [], groups: [] } },
  { name: 'a process that sees the machine has none of its own', pid: 4, own: null },
  { name: 'a process that has ended has none', pid: 5, own: null },
])('$name', async ({ pid, own }) => {
  expect(await readContainerAccounts(pid, proc)).toEqual(own)
})
