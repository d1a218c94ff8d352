import { expect, test } from 'vitest'
import { Follower } from './follower.ts'
import type { RuntimeClient } from './runtime-client.ts'
import { unknownContainer } from './testing/unknown-container.ts'

const id = 'ab'.repeat(32)
const web = { ...unknownContainer, name: 'web' }
/** Time that passes when it is let, once for each pause. */
const clock = (pauses: number[], enough: () => boolean, stop: () => void) => ({
  now: () => 0,
  after: async (ms: number) => {
    pauses.push(ms)
    if (enough()) stop()
    await new Promise(setImmediate)
  },
})

function following(client: RuntimeClient, enough: (told: readonly string[], said: readonly string[]) => boolean) {
  const told: string[] = []
  const said: string[] = []
  const pauses: number[] = []
  const follower: Follower = new Follower({
    followed: () => [{ client, runtime: 'docker', asked: [client] }],
    tell: (found, { name }) => void told.push(`${found.runtime} ${found.id.slice(0, 2)} ${name}`),
    say: (line) => said.push(line),
    clock: clock(
      pauses,
      () => enough(told, said),
      () => follower.stop(),
    ),
  })
  return { run: () => follower.run(), told, said, pauses }
}

test('a container that is made is asked about until its runtime has noted it, and told before it is met', async () => {
  let asked = 0
  const client: RuntimeClient = {
    socket: '/s',
    inspect: async () => (++asked < 3 ? null : web),
    follow: async (heard, signal) => {
      for (const one of [id, id, 'no container']) heard(one)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
    close: () => undefined,
  }
  const { run, told, said, pauses } = following(client, () => asked >= 3)
  await run()
  expect(told).toEqual(['docker ab web'])
  expect(said).toEqual([])
  expect(pauses).toEqual(expect.arrayContaining([20, 60]))
})

test('a runtime that ends is listened to again, and one that refuses is said once', async () => {
  let follows = 0
  const client: RuntimeClient = {
    socket: '/s',
    inspect: async () => web,
    follow: async () => {
      if (++follows > 1) throw new Error('connection refused')
    },
    close: () => undefined,
  }
  const { run, said } = following(client, () => follows >= 4)
  await run()
  expect(said).toEqual(['containers: new ones are not heard of: connection refused'])
})

test('a runtime that cannot be listened to is left alone', async () => {
  const { run, said, pauses } = following(
    { socket: '/s', inspect: async () => web, close: () => undefined },
    () => true,
  )
  await run()
  expect([said, pauses]).toEqual([[], [5_000]])
})
