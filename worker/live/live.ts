/** Everyone who watches a tenant. Sockets sleep with the object, so that an idle console costs nothing. */
import { DurableObject } from 'cloudflare:workers'
import type { Bindings } from '../bindings.ts'
import { type LiveApi, type LiveMessage, streamProtocol } from './live-api.ts'

const maxSockets = 1000

/** Holds the open streams of a tenant. */
export class Live extends DurableObject<Bindings> implements LiveApi {
  /** Accepts a stream that the worker has authenticated. */
  async fetch(request: Request): Promise<Response> {
    if (this.ctx.getWebSockets().length >= maxSockets) return new Response(null, { status: 503 })
    const pair = new WebSocketPair()
    this.ctx.acceptWebSocket(pair[1])
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
    const text = JSON.stringify(messages)
    for (const socket of sockets) if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }

  /** Nothing is expected from the other side; a message shows a client that misunderstands. */
  webSocketMessage(socket: WebSocket): void {
    socket.close(1008, 'this stream takes no messages')
  }

  webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code)
  }
}
