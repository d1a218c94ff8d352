import { expect, test } from 'vitest'
import { parseAccounts } from './accounts.ts'

test('accounts: lines give name and id, and other lines are passed over', () => {
  expect(parseAccounts('root:x:0:0:root:/root:/bin/sh\n# note\n+nis\nwww:x:33:33::/:/x\nbad:x:-1:\n')).toEqual([
    { id: 0, name: 'root' },
    { id: 33, name: 'www' },
  ])
})
