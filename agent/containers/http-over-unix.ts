/** Asks a server on a unix socket for JSON. */
import { request } from 'node:http'
import { maxAnswerBytes, questionMs, RuntimeError } from './runtime-client.ts'

/** What podman answers with 500 while it removes a container that was there when it began to look. */
const saysGone = (text: string): boolean =>
  /no such container|no container with|does not exist|been removed/i.test(text)

const maxWords = 200

/** The value that the server answers with 200; null for 404. Throws RuntimeError for anything else, and after 5 s. */
export function getJson(socketPath: string, path: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const fail = (reason: string, cause?: unknown): void =>
    reject(new RuntimeError(`${socketPath} ${path}: ${reason}`, { cause }))
  const headers = { host: 'localhost', accept: 'application/json', connection: 'close' }
  const call = request({ socketPath, path, headers, signal: AbortSignal.timeout(questionMs) }, (answer) => {
    const chunks: Buffer[] = []
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxAnswerBytes) call.destroy(new Error(`an answer of more than ${maxAnswerBytes} bytes`))
      else chunks.push(chunk)
    })
    answer.on('error', (cause) => fail(cause.message, cause))
    answer.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      if (answer.statusCode === 404 || (answer.statusCode !== 200 && saysGone(text))) return resolve(null)
      if (answer.statusCode !== 200) return fail(`status ${answer.statusCode}: ${text.slice(0, maxWords)}`)
      try {
        resolve(JSON.parse(text))
      } catch (cause) {
        fail('an answer that is no JSON', cause)
      }
    })
  })
  call.on('error', (cause) => fail(cause.message, cause))
  call.end()
  return promise
}
