/** One HTTP/1.1 connection that is kept open: as little work for each request as a load generator can do. */
import { createConnection, type Socket } from 'node:net'

/** What was answered. */
export interface Answered {
  readonly status: number
  readonly body: string
}

/** Sends one request at a time. */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #waiting: { readonly resolve: (answered: Answered) => void; readonly reject: (cause: Error) => void } | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      this.#received += text
      this.#settle()
    })
    socket.on('error', (cause) => this.#waiting?.reject(cause))
    socket.on('close', () => this.#waiting?.reject(new Error('the edge closed the connection')))
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url)
    const socket = createConnection({ host: hostname, port: Number(port) })
    await new Promise<void>((open, failed) => socket.once('connect', open).once('error', failed))
    return new Connection(socket)
  }

  /** Sends head and body as they are, and resolves with the answer. */
  exchange(head: string, body: Uint8Array): Promise<Answered> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(body)
      this.#socket.uncork()
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  /** Both servers that are measured answer with a length, or with chunks where the answer is long. */
  #settle(): void {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.#received.slice(0, end)
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN)
    const bodyEnd = Number.isNaN(length) ? this.#received.indexOf('0\r\n\r\n', end) + 5 : end + 4 + length
    if (bodyEnd < end + 4 || this.#received.length < bodyEnd) return
    const answered = { status: Number(head.slice(9, 12)), body: this.#received.slice(end + 4, bodyEnd) }
    this.#received = this.#received.slice(bodyEnd)
    this.#waiting?.resolve(answered)
  }
}
