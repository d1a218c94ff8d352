/**
 * How commands on this machine reach a running agent: HTTP on a socket in the data directory that only the agent's own
 * user may open. Nothing listens on the network.
 *
 *     GET  /v1/stats      what the rules have come to and what they cost
 *     GET  /v1/matches    the newest alerts of rules with the values that their conditions read
 *     GET  /v1/look-back  the records between two times, `?from=NS&to=NS`, as look-back-answer.ts has them
 *     POST /v1/rules      a bundle, put in force if it passes its self-test
 *     POST /v1/rollback   the rules before
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { dirname } from 'node:path'
import { describeTrouble } from '../cli/trouble.ts'
import { type ControlAnswers, controlJson } from './answers.ts'
import { encodeLookBack } from './look-back-answer.ts'
import { socketPath } from './socket-path.ts'

/** A bundle may be as large as its tables and its module together. */
const maxBodyBytes = 32 * 1024 * 1024

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBodyBytes) throw new Error(`the body is larger than ${maxBodyBytes} bytes`)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** The records between the times that are asked for. */
async function lookBack(parameters: URLSearchParams, answers: ControlAnswers): Promise<Uint8Array> {
  const [from, to] = ['from', 'to'].map((name) => parameters.get(name) ?? '')
  if (from === undefined || to === undefined || !/^\d{1,19}$/.test(from) || !/^\d{1,19}$/.test(to))
    throw new Error('from and to are nanoseconds since 1970')
  return encodeLookBack(await answers.lookBack(BigInt(from), BigInt(to)))
}

/** The answer to a request, JSON unless it is bytes; undefined if there is nothing at that address. */
function answerTo(request: IncomingMessage, answers: ControlAnswers): Promise<unknown> | undefined {
  const [path, parameters] = (request.url ?? '').split('?')
  switch (`${request.method} ${path}`) {
    case 'GET /v1/stats':
      return answers.stats()
    case 'GET /v1/matches':
      return answers.matches()
    case 'GET /v1/look-back':
      return lookBack(new URLSearchParams(parameters), answers)
    case 'POST /v1/rules':
      return bodyOf(request).then((bundle) => answers.takeBundle(bundle))
    case 'POST /v1/rollback':
      return answers.rollback()
    default:
      return undefined
  }
}

function serverOf(answers: ControlAnswers): Server {
  return createServer(async (request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(controlJson(body))
    }
    try {
      const answer = answerTo(request, answers)
      if (answer === undefined) send(404, { error: 'there is nothing here' })
      else {
        const body = await answer
        if (body instanceof Uint8Array)
          response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body)
        else send(200, body)
      }
    } catch (error) {
      send(500, { error: describeTrouble(error) })
    }
  })
}

/** Answers commands on the data directory's socket; the answer ends that. Throws if the socket cannot be made. */
export async function serveControl(dataFolder: string, answers: ControlAnswers): Promise<() => void> {
  const path = socketPath(dataFolder)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // One agent has the data directory at a time, so a socket that is there is left over.
  rmSync(path, { force: true })
  const server = serverOf(answers)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(path, resolve)
  await promise
  chmodSync(path, 0o600)
  server.unref()
  return () => {
    server.close()
    server.closeAllConnections()
  }
}
