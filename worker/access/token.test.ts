import { expect, test } from 'vitest'
import type { Bindings } from '../bindings.ts'
import { bearerOf, equalInConstantTime, passwordOf, rolesOf } from './token.ts'

// Only the tokens are looked at.
const bindings = {
  EYAS_READ_TOKEN: 'r',
  EYAS_OPERATOR_TOKEN: 'o',
  EYAS_ADMIN_TOKEN: 'a',
  EYAS_ENROL_TOKEN: 'e',
  EYAS_INGEST_TOKEN: 'i',
} as Bindings
const roles = async (token: string, given: Bindings = bindings) => [...(await rolesOf(token, given))]

test('each token gives its role, and the operator may read and send alerts', async () => {
  expect(await roles('r')).toEqual(['read'])
  expect(await roles('o')).toEqual(['read', 'operator', 'ingest'])
  expect(await roles('a')).toEqual(['read', 'operator', 'admin', 'ingest'])
  expect(await roles('i')).toEqual(['ingest'])
  expect(await roles('e')).toEqual(['enrol'])
  expect(await roles('x')).toEqual([])
})

test('a token that is not set is nobody’s', async () => {
  expect(await roles('', {} as Bindings)).toEqual([])
  expect(await roles('', { ...bindings, EYAS_READ_TOKEN: '' })).toEqual([])
  expect(await roles('undefined', {} as Bindings)).toEqual([])
})

test('a bearer is read from its header only', () => {
  expect(bearerOf('Bearer abc')).toBe('abc')
  expect(bearerOf('bearer abc')).toBe('abc')
  expect(bearerOf('Basic abc')).toBeUndefined()
  expect(bearerOf('Bearer a b')).toBeUndefined()
  expect(bearerOf(undefined)).toBeUndefined()
})

test('a password is read where the name before it may be anything', () => {
  expect(passwordOf(`Basic ${btoa('falco:abc')}`)).toBe('abc')
  expect(passwordOf(`Basic ${btoa(':a:b')}`)).toBe('a:b')
  expect(passwordOf(`Basic ${btoa('abc')}`)).toBeUndefined()
  expect(passwordOf('Basic !')).toBeUndefined()
  expect(passwordOf('Bearer abc')).toBeUndefined()
})

test('bytes of different length are different', () => {
  expect(equalInConstantTime(Uint8Array.of(1), Uint8Array.of(1, 0))).toBe(false)
  expect(equalInConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
})
