/** Follows what a server on a unix socket goes on saying, a JSON value a line. */
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { RuntimeError } from './runtime-client.ts'

/** Longer lines are no events. */
const maxLineBytes = 1 << 20

/** Calls `heard` with each value, until the server ends or the signal says so. Throws RuntimeError if it refuses. */
export function followJson(
  socketPath: string,
  path: string,
  heard: (value: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (cause: unknown): void => {
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (signal.aborted) resolve()
    else reject(new RuntimeError(`${socketPath} ${path}: ${reason}`, { cause }))
  }
  const headers = { host: 'localhost', accept: 'application/json', connection: 'close' }
  const call = request({ socketPath, path, headers, signal }, (answer) => {
    answer.on('error', fail)
    if (answer.statusCode !== 200) {
      answer.destroy()
      return fail(new Error(`status ${answer.statusCode}`))
    }
    createInterface({ input: answer })
      .on('line', (line) => {
        if (line.trim() === '' || line.length > maxLineBytes) return
        try {
          heard(JSON.parse(line))
        } catch (cause) {
          answer.destroy()
          fail(cause)
        }
      })
      // Errors of what it reads come out of it as well.
      .on('error', fail)
      .on('close', resolve)
  })
  call.on('error', fail)
  call.end()
  return promise
}
