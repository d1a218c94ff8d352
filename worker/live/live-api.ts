/** What goes over `/v1/stream`. */
import type { AlertJson, IncidentJson } from '#schema/incident'

/** One message of the stream; each WebSocket message is a JSON list of them. */
export type LiveMessage =
  | { readonly kind: 'alert'; readonly alert: AlertJson }
  | { readonly kind: 'incident'; readonly incident: IncidentJson }
  | { readonly kind: 'module'; readonly digest: string }
  | { readonly kind: 'merged'; readonly from: string; readonly into: string }

/** The calls of `Live`. */
export interface LiveApi {
  /** How many streams are open. */
  watchers(): Promise<number>
  publish(messages: readonly LiveMessage[]): Promise<void>
}

/** The subprotocol of the stream. A browser sends the token beside it, since it cannot send headers. */
export const streamProtocol = 'eyas.v1'

/** What a token is prefixed with as a subprotocol; the token follows in base64url. */
export const tokenProtocolPrefix = 'eyas.token.'
