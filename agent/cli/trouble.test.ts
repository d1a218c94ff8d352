import { expect, test } from 'vitest'
import { describeTrouble } from './trouble.ts'

test.each([
  { name: 'a message alone', error: new Error('no room'), words: 'no room' },
  {
    name: 'a hint and a cause',
    error: Object.assign(new Error('cannot write', { cause: new Error('EROFS') }), { hint: 'choose another' }),
    words: 'cannot write\n  choose another\n  because: EROFS',
  },
  {
    name: 'a program that the kernel refused',
    error: Object.assign(new Error('eyas_open was refused'), { log: '12: r0 = 1\ninvalid access', hint: 'tell us' }),
    words: 'eyas_open was refused\n  12: r0 = 1\n  invalid access\n  tell us',
  },
  {
    name: 'a cause that says the same',
    error: new Error('no', { cause: new Error('no') }),
    words: 'no',
  },
  { name: 'something that is no error', error: 'what', words: 'what' },
])('trouble: $name', ({ error, words }) => {
  expect(describeTrouble(error)).toBe(words)
})
