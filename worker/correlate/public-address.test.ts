import { expect, test } from 'vitest'
import { isPublicAddress, publicAddressesIn } from './public-address.ts'

test.each([
  ['203.0.113.7', true],
  ['8.8.8.8', true],
  ['172.32.0.1', true],
  ['223.255.255.255', true],
  ['2a00:1450::5e', true],
  ['0.0.0.0', false],
  ['10.255.0.1', false],
  ['100.64.0.1', false],
  ['127.0.0.53', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['192.168.0.1', false],
  ['224.0.0.251', false],
  ['256.1.1.1', false],
  ['::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['2000', false],
  ['web.example.org', false],
])('%s is public: %s', (text, is) => {
  expect(isPublicAddress(text)).toBe(is)
})

test.each([
  { text: '', found: [] },
  { text: '/run/docker.sock', found: [] },
  { text: '198.51.100.1:53->203.0.113.7:4000', found: ['198.51.100.1', '203.0.113.7'] },
  { text: '10.0.0.1:53->10.0.0.2:4000', found: [] },
  { text: '2001:db8::1, 10.0.0.1', found: ['2001:db8::1'] },
  { text: '->', found: [] },
])('in "$text"', ({ text, found }) => {
  expect(publicAddressesIn(text)).toEqual(found)
})
