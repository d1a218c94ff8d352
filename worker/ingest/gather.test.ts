import { expect, test } from 'vitest'
import { type CallShard, Gather } from './gather.ts'
import type { IngestAnswer, SignedBody } from './shard-api.ts'

const bodyOf = (name: string, bytes = 10): SignedBody => ({
  node: name,
  publicKey: new Uint8Array(32),
  body: new Uint8Array(bytes),
  bodyHash: new Uint8Array(32),
})
const never = (): Promise<void> => new Promise(() => {})
const answerOf = ({ node }: SignedBody): IngestAnswer => ({ kind: 'acknowledged', seq: Number(node), batch: 1 })

/** A shard whose calls end when they are told to. */
class SlowShard {
  readonly calls: { readonly names: readonly string[]; end(fails?: boolean): void }[] = []

  readonly call: CallShard = (bodies) =>
    new Promise((resolve, reject) => {
      this.calls.push({
        names: bodies.map(({ node }) => node),
        end: (fails = false) => (fails ? reject(new Error('away')) : resolve(bodies.map(answerOf))),
      })
    })
}

const turn = async (): Promise<void> => {
  for (let index = 0; index < 20; index++) await Promise.resolve()
}

test('what comes during a call goes together in the next, and each gets its own answer', async () => {
  const [gather, shard] = [new Gather(), new SlowShard()]
  const sent = ['1', '2', '3', '4'].map((name) => gather.send(bodyOf(name), shard.call, never))
  await turn()
  expect(shard.calls.map(({ names }) => names)).toEqual([['1']])
  shard.calls[0]?.end()
  await turn()
  expect(shard.calls[1]?.names).toEqual(['2', '3', '4'])
  shard.calls[1]?.end()
  expect(await Promise.all(sent)).toEqual(['1', '2', '3', '4'].map((name) => answerOf(bodyOf(name))))
  const later = gather.send(bodyOf('5'), shard.call, never)
  shard.calls[2]?.end()
  expect(await later).toEqual(answerOf(bodyOf('5')))
})

test('a call that fails is told to all that it carried, and the next goes on', async () => {
  const [gather, shard] = [new Gather(), new SlowShard()]
  const first = gather.send(bodyOf('1'), shard.call, never)
  const failing = ['2', '3'].map((name) => gather.send(bodyOf(name), shard.call, never))
  shard.calls[0]?.end()
  await first
  await turn()
  const after = gather.send(bodyOf('4'), shard.call, never)
  const outcomes = Promise.allSettled(failing)
  shard.calls[1]?.end(true)
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await turn()
  shard.calls[2]?.end()
  expect(await after).toEqual(answerOf(bodyOf('4')))
})

test('a call stays within its bounds', async () => {
  const [gather, shard] = [new Gather(), new SlowShard()]
  void gather.send(bodyOf('0'), shard.call, never)
  for (let name = 1; name <= 100; name++) void gather.send(bodyOf(String(name)), shard.call, never)
  for (let name = 0; name < 10; name++) void gather.send(bodyOf(String(name), 1 << 20), shard.call, never)
  for (let call = 0; call < 8; call++) {
    await turn()
    shard.calls[call]?.end()
  }
  await turn()
  const sizes = shard.calls.map(({ names }) => names.length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(111)
  expect(Math.max(...sizes)).toBe(64)
  expect(sizes.at(-1)).toBeLessThanOrEqual(4)
})

test('whoever hears nothing, as when another request was cut off, asks for itself', async () => {
  const [gather, shard] = [new Gather(), new SlowShard()]
  void gather.send(bodyOf('1'), shard.call, never)
  const late = gather.send(bodyOf('2'), shard.call, () => Promise.resolve())
  await turn()
  expect(shard.calls.map(({ names }) => names)).toEqual([['1'], ['2']])
  shard.calls[1]?.end()
  expect(await late).toEqual(answerOf(bodyOf('2')))
})
