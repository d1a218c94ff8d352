import { expect, test } from 'vitest'
import { refusalOf } from './refusal.ts'

test.each([
  {
    name: 'an answer of an edge',
    text: '{"code":"token_refused","message":"No known token came.","hint":"Send one."}',
    message: 'the edge answered 401: No known token came',
    hint: 'Send one.',
  },
  { name: 'nothing', text: '', message: 'the edge answered 401', hint: '' },
  { name: 'JSON of another service', text: '{"error":1}', message: 'the edge answered 401: {"error":1}', hint: '' },
  { name: 'the page of a proxy', text: '<h1>\u001b[2J', message: 'the edge answered 401: <h1>\\u{1b}[2J', hint: '' },
])('the words of a refusal: $name', ({ text, message, hint }) => {
  expect(refusalOf(401, text)).toEqual({ message, hint })
})
