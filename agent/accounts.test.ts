import { expect, test } from 'vitest'
import { parseAccounts, parseUsers } from './accounts.ts'

test('accounts: lines give name and id, and other lines are passed over', () => {
  expect(parseAccounts('root:x:0:0:root:/root:/bin/sh\n# note\n+nis\nwww:x:33:33::/:/x\nbad:x:-1:\n')).toEqual([
    { id: 0, name: 'root' },
    { id: 33, name: 'www' },
  ])
})

test('users have a home and a shell', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\nno id\napp:x:1000:1000::/srv:\n'
  expect(parseUsers(text)).toEqual([
    { id: 0, name: 'root', homeDirectory: '/root', shell: '/bin/bash' },
    { id: 1000, name: 'app', homeDirectory: '/srv', shell: '' },
  ])
})
