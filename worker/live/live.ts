/** Everyone who watches a tenant. Sockets sleep with the object, so that an idle console costs nothing. */
import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from '../bindings.ts'
import { filterOf } from '../filter/read-filter.ts'
import { type LiveApi, type LiveMessage, streamProtocol } from './live-api.ts'
import { narrow } from './narrow.ts'

const maxSockets = 1000

/** What is kept with a stream. */
interface Attachment {
  readonly filter: string | null
}

const nothing = '[]'

const textFor = (messages: readonly LiveMessage[], filter: string | null): string =>
  JSON.stringify(filter === null ? messages : narrow(messages, filterOf(filter)))

/** Holds the open streams of a tenant. */
export class Live extends DurableObject<Bindings> implements LiveApi {
  /** Accepts a stream that the worker has authenticated. */
  async fetch(request: Request): Promise<Response> {
    if (this.ctx.getWebSockets().length >= maxSockets) return new Response(null, { status: 503 })
    const pair = new WebSocketPair()
    this.ctx.acceptWebSocket(pair[1])
    // Kept with the socket, so that it is there when the object has slept.
    pair[1].serializeAttachment({ filter: new URL(request.url).searchParams.get('filter') } satisfies Attachment)
    const headers: HeadersInit = request.headers.has('sec-websocket-protocol')
      ? { 'sec-websocket-protocol': streamProtocol }
      : {}
    // `webSocket` is the runtime's own member of the options.
    return new Response(null, { status: 101, headers, webSocket: pair[0] } as ResponseInit)
  }

  async watchers(): Promise<number> {
    return this.ctx.getWebSockets().length
  }

  async publish(messages: readonly LiveMessage[]): Promise<void> {
    const sockets = this.ctx.getWebSockets()
    if (sockets.length === 0) return
    const texts = new Map<string | null, string>()
    for (const socket of sockets.filter(({ readyState }) => readyState === WebSocket.OPEN)) {
      // What `fetch` attached; streams from before there were filters have none.
      const filter = (socket.deserializeAttachment() as Attachment | null)?.filter ?? null
      const text = texts.get(filter) ?? textFor(messages, filter)
      texts.set(filter, text)
      if (text !== nothing) socket.send(text)
    }
  }

  /** Nothing is expected from the other side; a message shows a client that misunderstands. */
  webSocketMessage(socket: WebSocket): void {
    socket.close(1008, 'this stream takes no messages')
  }

  webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }
}
