import { expect, test } from 'vitest'
import { expandEnvironment } from './environment.ts'

const environment = { HOME: '/root', EMPTY: '', NEST: 'a $' + '{HOME} b', SELF: 'x$' + '{SELF}' }

test.each([
  { name: 'a variable is replaced', text: 'in $' + '{HOME}/x', is: 'in /root/x' },
  { name: 'two are', text: '$' + '{HOME}:$' + '{HOME}', is: '/root:/root' },
  { name: 'one that is not set is empty', text: 'a$' + '{NOPE}b', is: 'ab' },
  { name: 'a doubled dollar keeps the reference', text: '$$' + '{HOME} $' + '{HOME}', is: '$' + '{HOME} /root' },
  { name: 'what a variable holds is looked through', text: '$' + '{NEST}', is: 'a /root b' },
  { name: 'a dollar before anything else ends the search', text: '$5 $' + '{HOME}', is: '$5 $' + '{HOME}' },
  { name: 'a brace that is not closed stays', text: '$' + '{HOME', is: '$' + '{HOME' },
  { name: 'a text without dollars stays', text: 'plain', is: 'plain' },
])('$name', ({ text, is }) => {
  expect(expandEnvironment(text, environment)).toBe(is)
})

test('a variable that names itself comes to an end', () => {
  expect(expandEnvironment('$' + '{SELF}', environment).startsWith('xxx')).toBe(true)
})
