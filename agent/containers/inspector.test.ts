import { expect, test } from 'vitest'
import type { ContainerMetadata } from '#schema/container'
import type { FoundContainer } from '#wasm-runtime'
import type { Clock } from '../outbox/clock.ts'
import { Inspector } from './inspector.ts'
import type { RuntimeClient } from './runtime-client.ts'
import { unknownContainer } from './testing/unknown-container.ts'

const found = (digit: string): FoundContainer => ({ id: digit.repeat(64), runtime: 'docker', pid: 7 })
const web: ContainerMetadata = { ...unknownContainer, name: 'web' }

/** Time that passes at once and is written down. */
const instantly = (pauses: number[] = []): Clock => ({
  now: () => 0,
  after: async (ms) => {
    pauses.push(ms)
  },
})

const client = (inspect: RuntimeClient['inspect']): RuntimeClient => ({ socket: '/s', inspect, close: () => undefined })

/** An inspector whose answers are gathered until so many have come. */
function gathering(clients: readonly RuntimeClient[], wanted: number, clock = instantly()) {
  const told: [string, string | undefined][] = []
  const said: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const inspector = new Inspector({
    clientsFor: () => clients,
    clock,
    say: (line) => said.push(line),
    tell: ({ id }, metadata) => {
      told.push([id.slice(0, 1), metadata?.name])
      if (told.length === wanted) resolve()
    },
  })
  return { inspector, told, said, done: promise }
}

test('a container that a runtime does not know yet is asked about again', async () => {
  let asked = 0
  const pauses: number[] = []
  const late = client(async () => (++asked < 3 ? null : web))
  const { inspector, told, done } = gathering([late], 1, instantly(pauses))
  inspector.ask([found('a')])
  await done
  expect(told).toEqual([['a', 'web']])
  expect(pauses).toEqual([30, 100])
})

test('one that nobody knows is told as unknown after the last question', async () => {
  let asked = 0
  const unknowing = client(async () => {
    asked++
    return null
  })
  const { inspector, told, done } = gathering([unknowing], 1)
  inspector.ask([found('a')])
  await done
  expect([told, asked]).toEqual([[['a', undefined]], 6])
})

test('where no runtime is there, nothing is waited for', async () => {
  const pauses: number[] = []
  const { inspector, told, done } = gathering([], 1, instantly(pauses))
  inspector.ask([found('a')])
  await done
  expect([told, pauses]).toEqual([[['a', undefined]], []])
})

test('the second runtime is asked where the first fails, and its trouble is said once', async () => {
  const broken = client(async () => {
    throw new Error('/s: connection refused')
  })
  const { inspector, told, said, done } = gathering([broken, client(async () => web)], 2)
  inspector.ask([found('a'), found('b')])
  await done
  expect(told).toEqual([
    ['a', 'web'],
    ['b', 'web'],
  ])
  expect(said).toEqual(['containers: /s: connection refused'])
})

test('few are asked about at once, and all are told', async () => {
  let open = 0
  let most = 0
  const slow = client(async () => {
    most = Math.max(most, ++open)
    await Promise.resolve()
    open--
    return web
  })
  const { inspector, told, done } = gathering([slow], 100)
  inspector.ask(Array.from({ length: 100 }, (_, i) => ({ ...found('a'), id: String(i) })))
  await done
  expect([told.length, most]).toEqual([100, 8])
})

test('after it was stopped nothing is told', async () => {
  const answers = Promise.withResolvers<ContainerMetadata>()
  const { inspector, told } = gathering([client(() => answers.promise)], 1)
  inspector.ask([found('a')])
  inspector.stop()
  answers.resolve(web)
  await answers.promise
  await Promise.resolve()
  expect(told).toEqual([])
})
