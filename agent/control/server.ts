/**
 * How commands on this machine reach a running agent: HTTP on a socket in the data directory that only the agent's own
 * user may open. Nothing listens on the network.
 *
 *     GET  /v1/stats      what the rules have come to and what they cost
 *     GET  /v1/matches    the newest alerts of rules with the values that their conditions read
 *     POST /v1/rules      a bundle, put in force if it passes its self-test
 *     POST /v1/rollback   the rules before
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { dirname } from 'node:path'
import { describeTrouble } from '../cli/trouble.ts'
import { type ControlAnswers, controlJson } from './answers.ts'
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

/** The answer to a request; undefined if there is nothing at that address. */
function answerTo(request: IncomingMessage, answers: ControlAnswers): Promise<unknown> | undefined {
  switch (`${request.method} ${request.url}`) {
    case 'GET /v1/stats':
      return answers.stats()
    case 'GET /v1/matches':
      return answers.matches()
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
      else send(200, await answer)
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
