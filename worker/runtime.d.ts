/** The parts of the Workers runtime that this worker uses; nothing else of it may creep in. */

type SqlValue = string | number | ArrayBuffer | null

interface SqlCursor<Row> extends Iterable<Row> {
  toArray(): Row[]
  one(): Row
}

interface SqlStorage {
  /** Bytes on disk. */
  readonly databaseSize: number
  exec<Row extends Record<string, SqlValue> = Record<string, SqlValue>>(
    statement: string,
    ...values: (SqlValue | Uint8Array)[]
  ): SqlCursor<Row>
}

interface DurableStorage {
  readonly sql: SqlStorage
  transactionSync<T>(body: () => T): T
  setAlarm(at: number): Promise<void>
  getAlarm(): Promise<number | null>
  deleteAlarm(): Promise<void>
}

interface DurableState {
  readonly id: { toString(): string; readonly name?: string }
  readonly storage: DurableStorage
  waitUntil(work: Promise<unknown>): void
  /** Ends the object. What it has not committed is rolled back. */
  abort(reason: string): void
  blockConcurrencyWhile<T>(body: () => Promise<T>): Promise<T>
  acceptWebSocket(socket: WebSocket, tags?: string[]): void
  getWebSockets(tag?: string): WebSocket[]
}

/** A namespace of objects that answer the calls of `Api`. */
interface DurableNamespace<Api> {
  getByName(name: string): Api & { fetch(request: Request): Promise<Response> }
}

declare module 'cloudflare:workers' {
  export class DurableObject<Env> {
    constructor(ctx: DurableState, env: Env)
    protected readonly ctx: DurableState
    protected readonly env: Env
  }
}

interface WebSocket {
  /** Keeps a value of at most 2048 bytes with the socket while its object sleeps. */
  serializeAttachment(value: unknown): void
  deserializeAttachment(): unknown
}

declare var WebSocketPair: new () => { 0: WebSocket; 1: WebSocket }

declare module '*.txt' {
  const text: string
  export default text
}
declare module '*.html' {
  const text: string
  export default text
}
