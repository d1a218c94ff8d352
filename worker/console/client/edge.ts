/** Talks to the edge that served this page. */
import type { IncidentDetailJson, IncidentJson, Page } from '#schema/incident'
import type { LiveMessage } from '../../live/live-api.ts'

/** One row of `/v1/nodes`, as far as it is shown. */
export interface NodeRow {
  readonly node: string
  readonly hostname: string
  readonly lastSeen: string | null
  readonly acknowledged: number
  readonly bundle: string | null
  readonly shed: number
  readonly missingAlerts: number
  readonly ledger: Readonly<Record<string, { readonly seen: number; readonly dropped: number }>>
}

/** An answer that was no success. */
export class EdgeFailure extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Requests with one token. */
export class Edge {
  readonly #token: string
  constructor(token: string) {
    this.#token = token
  }

  roles = async (): Promise<readonly string[]> => (await this.#ask<{ roles: string[] }>('session')).roles
  incidents = (query: URLSearchParams): Promise<Page<IncidentJson>> => this.#ask(`incidents?${query}`)
  incident = (id: string): Promise<IncidentDetailJson> => this.#ask(`incidents/${encodeURIComponent(id)}`)
  nodes = async (): Promise<readonly NodeRow[]> => (await this.#ask<Page<NodeRow>>('nodes')).items

  act = (id: string, verb: string, comment: string): Promise<IncidentJson> =>
    this.#ask(`incidents/${encodeURIComponent(id)}/${verb}`, {
      method: 'POST',
      body: JSON.stringify({ owner: 'console', comment }),
    })

  /** Opens the stream and opens it again whenever it ends, later each time. */
  stream(on: { opened(): void; closed(): void; messages(messages: readonly LiveMessage[]): void }): void {
    let waitMs = 500
    const connect = (): void => {
      const bytes = new TextEncoder().encode(this.#token)
      const encoded = btoa(String.fromCharCode(...bytes))
        .replace(/\+/g, '-')
        .replace(/\//g, '_')
        .replace(/=/g, '')
      const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/stream`, [
        'eyas.v1',
        `eyas.token.${encoded}`,
      ])
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

  async #ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`/v1/${path}`, { ...init, headers: { authorization: `Bearer ${this.#token}` } })
    const body: unknown = await answer.json()
    if (!answer.ok) throw new EdgeFailure(answer.status, (body as { message?: string }).message ?? 'The edge refused.')
    return body as T
  }
}
