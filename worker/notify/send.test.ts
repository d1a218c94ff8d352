import { afterEach, expect, test } from 'vitest'
import { Receiver, type Reply } from '../fixtures/receiver.ts'
import { retryAfterMs } from './integration.ts'
import { forbiddenReason, sender } from './send.ts'

const running: Receiver[] = []
const start = async (reply: Reply): Promise<Receiver> => {
  const receiver = await Receiver.start(() => reply)
  running.push(receiver)
  return receiver
}
afterEach(async () => {
  for (const receiver of running.splice(0)) await receiver.stop()
})

const to = (url: string) => ({ url, method: 'POST' as const, headers: { 'x-hush': 'hush' }, body: 'body' })

test('what is sent arrives as it is', async () => {
  const receiver = await start({ status: 201, headers: { 'retry-after': '5' }, body: 'made' })
  const attempt = await sender([])(to(`${receiver.url}/hook`))
  expect(receiver.received).toMatchObject([
    { method: 'POST', path: '/hook', headers: { 'x-hush': 'hush' }, body: 'body' },
  ])
  expect(attempt).toMatchObject({ kind: 'answer', answer: { status: 201, body: 'made' } })
})

test('a redirect is an answer and never followed', async () => {
  const inner = await start({ status: 200 })
  const outer = await start({ status: 307, headers: { location: inner.url } })
  expect(await sender([])(to(outer.url))).toMatchObject({ kind: 'answer', answer: { status: 307 } })
  expect(inner.received).toEqual([])
})

test('who does not answer in time has failed', async () => {
  const receiver = await start(undefined)
  expect(await sender([], 50)(to(receiver.url))).toEqual({ kind: 'failed', reason: 'no answer within 0.05 s' })
})

test('who is not there has failed, and the reason names no address', async () => {
  const receiver = await Receiver.start()
  const { url } = receiver
  await receiver.stop()
  expect(await sender([])(to(`${url}/hush`))).toEqual({ kind: 'failed', reason: 'the connection failed' })
})

test('an endless answer is read up to 64 KiB', async () => {
  const receiver = await start({ status: 200, body: 'x'.repeat(1 << 20) })
  const attempt = await sender([])(to(receiver.url))
  expect(attempt.kind === 'answer' ? attempt.answer.body.length : 0).toBe(65_536)
})

const rows: readonly { url: string; isAllowed: boolean; allowed?: readonly string[] }[] = [
  { url: 'https://hooks.example/x', isAllowed: true },
  { url: 'http://hooks.example/x', isAllowed: false },
  { url: 'http://hooks.example/x', isAllowed: true, allowed: ['hooks.example'] },
  { url: 'http://hooks.example:8080/x', isAllowed: true, allowed: ['hooks.example:8080'] },
  { url: 'http://hooks.example:9090/x', isAllowed: false, allowed: ['hooks.example:8080'] },
  { url: 'http://127.0.0.1:9093', isAllowed: true },
  { url: 'http://localhost:9093', isAllowed: true },
  { url: 'http://[::1]:9093', isAllowed: true },
  { url: 'http://127.1:9093', isAllowed: true },
  { url: 'http://127.0.0.1.example', isAllowed: false },
  { url: 'https://10.1.2.3', isAllowed: false },
  { url: 'https://0x0a010203/', isAllowed: false },
  { url: 'https://167838211/', isAllowed: false },
  { url: 'https://10.1.2.3', isAllowed: true, allowed: ['10.1.2.3'] },
  { url: 'https://169.254.169.254/latest', isAllowed: false },
  { url: 'https://100.64.0.1', isAllowed: false },
  { url: 'https://[fd00::1]/', isAllowed: false },
  { url: 'https://[::ffff:10.0.0.1]/', isAllowed: false },
  { url: 'https://[2606:4700::1]/', isAllowed: true },
  { url: 'https://metadata.google.internal/', isAllowed: false },
  { url: 'https://user:password@hooks.example/', isAllowed: false },
  { url: 'file:///etc/passwd', isAllowed: false },
  { url: 'no address', isAllowed: false },
]

test.each(rows)('$url is allowed: $isAllowed', ({ url, isAllowed, allowed }) => {
  expect(forbiddenReason(url, allowed ?? []) === undefined).toBe(isAllowed)
})

test.each([
  { name: 'seconds', header: '30', is: 30_000 },
  { name: 'a date', header: 'Thu, 01 Jan 2026 00:00:10 GMT', is: 10_000 },
  { name: 'a date that is past', header: 'Thu, 01 Jan 2025 00:00:00 GMT', is: 0 },
  { name: 'more than an hour', header: '999999', is: 3_600_000 },
  { name: 'nonsense', header: 'soon', is: undefined },
  { name: 'none', header: null, is: undefined },
])('Retry-After: $name', ({ header, is }) => {
  expect(retryAfterMs(header, Date.parse('2026-01-01T00:00:00Z'))).toBe(is)
})
