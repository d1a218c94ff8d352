import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from './address-text.ts'

test.each([
  { written: '10.0.0.1', printed: '10.0.0.1' },
  { written: '::', printed: '::' },
  { written: '::1', printed: '::1' },
  { written: '2001:DB8:0:0:1:0:0:1', printed: '2001:db8::1:0:0:1' },
  { written: 'fe80::', printed: 'fe80::' },
  { written: '1:2:3:4:5:6:7:8', printed: '1:2:3:4:5:6:7:8' },
  { written: '1:0:3:4:5:6:7:8', printed: '1:0:3:4:5:6:7:8' },
  { written: '::ffff:192.168.1.1', printed: '192.168.1.1' },
])('$written is printed as $printed', ({ written, printed }) => {
  expect(formatAddress(parseAddress(written))).toBe(printed)
})

test.each(['', '1.2.3', '256.1.1.1', '1:2', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::'])('%s is no address', (text) => {
  expect(() => parseAddress(text)).toThrow(/no (address|part)/)
})
