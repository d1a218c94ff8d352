/** The edge that served this page: its API, and the stream of what changes. */
import { EdgeAnswerError, edgeClient } from '../../api/client.ts'
import type { LiveMessage } from '../../live/live-api.ts'

export { EdgeAnswerError }

/** The API with one token. */
export type Api = ReturnType<typeof edgeClient>

/** The API of the edge that served this page. */
export const apiOf = (token: string): Api =>
  // `fetch` wants to be called on the window.
  edgeClient(location.origin, token, (address, init) => fetch(address, init))

/** Opens the stream and opens it again whenever it ends, later each time. */
export const followStream = (
  token: string,
  on: { opened(): void; closed(): void; messages(messages: readonly LiveMessage[]): void },
): void => {
  let waitMs = 500
  const connect = (): void => {
    const protocols = ['eyas.v1', `eyas.token.${base64Url(token)}`]
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/stream`, protocols)
    socket.onopen = () => {
      waitMs = 500
      on.opened()
    }
    // The edge sends lists of messages.
    socket.onmessage = (event) => on.messages(JSON.parse(String(event.data)) as LiveMessage[])
    socket.onclose = () => {
      on.closed()
      setTimeout(connect, waitMs)
      waitMs = Math.min(waitMs * 2, 15_000)
    }
  }
  connect()
}

const base64Url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')
