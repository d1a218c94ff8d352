/**
 * Calls of gRPC over a unix socket: HTTP/2, messages each way, each with a flag and its length in front. Node's
 * own http2 and the few fields of protobuf that are asked for do it in less code than the wiring of a library would take.
 */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  type IncomingHttpHeaders,
} from 'node:http2'
import { connect as connectSocket } from 'node:net'
import { type Message, readMessage, type Written, writeMessage } from './protobuf.ts'
import { maxAnswerBytes, questionMs, RuntimeError } from './runtime-client.ts'

/** Codes of a call that failed, as gRPC numbers them. */
export const grpcCodes = { notFound: 5, unimplemented: 12 } as const

/** A call that the server refused. */
export class GrpcError extends RuntimeError {
  readonly code: number
  constructor(message: string, code: number) {
    super(message)
    this.code = code
  }
}

const frameHead = 5

/** The one message of an answer; throws if it is cut short or compressed, which was not asked for. */
function unframed(answer: Buffer): Message {
  if (answer.length < frameHead || answer[0] !== 0) throw new RangeError('an answer without a plain message')
  const length = answer.readUInt32BE(1)
  if (answer.length < frameHead + length) throw new RangeError('an answer that is cut short')
  return readMessage(answer.subarray(frameHead, frameHead + length))
}

/** How long the frame is that bytes begin with; undefined while that cannot be said. */
const frameSize = (bytes: Buffer): number | undefined =>
  bytes.length < frameHead ? undefined : frameHead + bytes.readUInt32BE(1)

const headersOf = (method: string, more: Readonly<Record<string, string>>) => ({
  ':method': 'POST',
  ':path': method,
  'content-type': 'application/grpc',
  te: 'trailers',
  ...more,
})

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(frameHead + message.length)
  frame.writeUInt32BE(message.length, 1)
  frame.set(message, frameHead)
  return frame
}

/** A server on a socket; it is connected to when it is first asked, and again after the connection was lost. */
export class GrpcChannel {
  readonly #socket: string
  #session: ClientHttp2Session | undefined
  #calls = 0

  constructor(socket: string) {
    this.#socket = socket
  }

  /** Calls `/<service>/<method>`; throws GrpcError if the server refuses, RuntimeError if there is no good answer in 5 s. */
  call(
    method: string,
    request: readonly (readonly [number, Written])[],
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const fail = (reason: string, cause?: unknown): void =>
      reject(new RuntimeError(`${this.#socket} ${method}: ${reason}`, { cause }))
    const session = this.#connected()
    const stream = session.request(headersOf(method, headers))
    stream.setTimeout(questionMs, () => stream.destroy(new Error(`no answer in ${questionMs} ms`)))
    const chunks: Buffer[] = []
    let bytes = 0
    let status: IncomingHttpHeaders = {}
    stream.on('response', (first) => {
      status = first
    })
    stream.on('trailers', (last) => {
      status = { ...status, ...last }
    })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxAnswerBytes) stream.destroy(new Error(`an answer of more than ${maxAnswerBytes} bytes`))
      else chunks.push(chunk)
    })
    stream.on('error', (cause) => fail(cause.message, cause))
    stream.on('end', () => {
      const code = Number(status['grpc-status'] ?? 2)
      if (code !== 0) {
        const words = String(status['grpc-message'] ?? '').slice(0, 200)
        return reject(new GrpcError(`${this.#socket} ${method}: ${words} (code ${code})`, code))
      }
      try {
        resolve(unframed(Buffer.concat(chunks)))
      } catch (cause) {
        fail('an answer that cannot be read', cause)
      }
    })
    stream.end(framed(writeMessage(request)))
    this.#hold(session, stream)
    return promise
  }

  /**
   * Calls a method whose answers go on coming, and hands each to `heard`, until the server ends or the signal says so.
   * Throws GrpcError if the server refuses, RuntimeError if it is not understood.
   */
  stream(
    method: string,
    request: readonly (readonly [number, Written])[],
    heard: (answer: Message) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const session = this.#connected()
    const stream = session.request(headersOf(method, {}), { signal })
    let rest = Buffer.alloc(0)
    let status: IncomingHttpHeaders = {}
    stream.on('response', (first) => {
      status = first
    })
    stream.on('trailers', (last) => {
      status = { ...status, ...last }
    })
    stream.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      try {
        for (let size = frameSize(rest); size !== undefined && size <= rest.length; size = frameSize(rest)) {
          heard(unframed(rest.subarray(0, size)))
          rest = rest.subarray(size)
        }
        if (rest.length > maxAnswerBytes) throw new RangeError(`an answer of more than ${maxAnswerBytes} bytes`)
      } catch (cause) {
        stream.destroy(cause instanceof Error ? cause : new Error(String(cause)))
      }
    })
    const fail = (cause: Error): void =>
      signal.aborted ? resolve() : reject(new RuntimeError(`${this.#socket} ${method}: ${cause.message}`, { cause }))
    stream.on('error', fail)
    stream.on('end', () => {
      const code = Number(status['grpc-status'] ?? 2)
      if (code === 0 || signal.aborted) resolve()
      else reject(new GrpcError(`${this.#socket} ${method}: ${status['grpc-message'] ?? ''} (code ${code})`, code))
    })
    stream.end(framed(writeMessage(request)))
    this.#hold(session, stream)
    return promise
  }

  #connected(): ClientHttp2Session {
    if (this.#session !== undefined && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = connectHttp2('http://localhost', { createConnection: () => connectSocket(this.#socket) })
    // Each call of a session that fails is told of it; the next call connects anew.
    session.on('error', () => {
      if (this.#session === session) this.#session = undefined
    })
    this.#session = session
    return session
  }

  /** A connection keeps the process alive only while a call is under way. */
  #hold(session: ClientHttp2Session, stream: ClientHttp2Stream): void {
    if (this.#calls++ === 0) session.ref()
    stream.on('close', () => {
      if (--this.#calls === 0 && !session.destroyed) session.unref()
    })
  }

  /** Lets go of the connection. */
  close(): void {
    this.#session?.destroy()
    this.#session = undefined
  }
}
