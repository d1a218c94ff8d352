/** Asks a server on a unix socket for JSON. */
import { request } from 'node:http'
import { maxAnswerBytes, questionMs, RuntimeError } from './runtime-client.ts'

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
      if (answer.statusCode === 404) return resolve(null)
      if (answer.statusCode !== 200) return fail(`status ${answer.statusCode}`)
      try {
        resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      } catch (cause) {
        fail('an answer that is no JSON', cause)
      }
    })
  })
  call.on('error', (cause) => fail(cause.message, cause))
  call.end()
  return promise
}
