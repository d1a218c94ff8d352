/** Asks the agent that runs on a data directory. */
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { LookedBack } from '../hot/look-back.ts'
import type { Outcome } from '../start/reload.ts'
import type { AgentStats, KeptMatches } from './answers.ts'
import { decodeLookBack } from './look-back-answer.ts'
import { socketPath } from './socket-path.ts'

/** No agent answers there; `hint` says what to do. */
export class ControlError extends Error {
  readonly hint: string
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause })
    this.hint = hint
  }
}

const withinMs = 60_000

function noAgent(dataFolder: string, cause: NodeJS.ErrnoException): ControlError {
  if (cause.code === 'EACCES')
    return new ControlError(
      `the agent with the data directory ${dataFolder} belongs to another user`,
      'Ask as the user that runs it.',
      cause,
    )
  return new ControlError(
    `no agent runs with the data directory ${dataFolder}`,
    'Start one with npm start, or name another with --data.',
    cause,
  )
}

async function askBytes(dataFolder: string, method: string, path: string): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const asked = request({ socketPath: socketPath(dataFolder), method, path, timeout: withinMs }, async (response) => {
    try {
      const body = await buffer(response)
      if (response.statusCode === 200) resolve(body)
      else
        reject(
          new ControlError(
            `the agent answered: ${errorOf(JSON.parse(body.toString()))}`,
            'Its own output may say more.',
          ),
        )
    } catch (error) {
      reject(error)
    }
  })
  asked.on('timeout', () => asked.destroy(new Error(`the agent did not answer within ${withinMs / 1000} s`)))
  asked.on('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === undefined ? error : noAgent(dataFolder, error)),
  )
  asked.end()
  return promise
}

const ask = async (dataFolder: string, method: string, path: string): Promise<unknown> =>
  JSON.parse((await askBytes(dataFolder, method, path)).toString())

const errorOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : 'something that is no answer'

// The agent is of this very version: the same checkout answers and asks.

/** What its rules have come to. */
export const askStats = async (dataFolder: string): Promise<AgentStats> =>
  (await ask(dataFolder, 'GET', '/v1/stats')) as AgentStats

/** Its newest matches, with the values that their conditions read. */
export const askMatches = async (dataFolder: string): Promise<KeptMatches> =>
  (await ask(dataFolder, 'GET', '/v1/matches')) as KeptMatches

/** The records between two times, nanoseconds since 1970; undefined if it keeps none. */
export const askLookBack = async (dataFolder: string, fromNs: bigint, toNs: bigint): Promise<LookedBack | undefined> =>
  decodeLookBack(await askBytes(dataFolder, 'GET', `/v1/look-back?from=${fromNs}&to=${toNs}`))

/** Puts the rules before in force again. */
export const askRollback = async (dataFolder: string): Promise<Outcome> =>
  (await ask(dataFolder, 'POST', '/v1/rollback')) as Outcome
