/** The one interface that every kind of receiver stands behind. */
import type { Section } from '../config/section.ts'
import type { Notification } from './notification.ts'

/** A request as it goes out. */
export interface Outbound {
  readonly url: string
  readonly method: 'POST' | 'PUT' | 'GET' | 'PATCH'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** The first 64 KiB of the body. */
  readonly body: string
}

/** What an attempt came to. Only `retry` is tried again. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs?: number | undefined }
  | { readonly kind: 'refused'; readonly reason: string }

/** One configured target of a receiver. */
export interface Integration {
  /** `webhook`, `slack`: what comes before `_configs`. */
  readonly kind: string
  readonly sendResolved: boolean
  /** The requests of one notification, to be sent in order; empty where it has nothing to say to this target. */
  requests(notification: Notification, nowMs: number): Promise<readonly Outbound[]>
  judge(answer: Answer, nowMs: number): Outcome
  /** For services that must be asked before they are told: each request depends on the answers before. */
  talk?(notification: Notification): Generator<Outbound, void, Answer>
}

/** What the `global` section of a configuration says to all receivers. */
export interface Globals {
  text(key: string): string | undefined
  /** Headers of the global `http_config`. */
  readonly headers: Readonly<Record<string, string>>
}

/** A kind of receiver: reads its settings and makes the integration of them. */
export interface ReceiverKind {
  /** The key in a receiver, such as `webhook_configs`. */
  readonly key: string
  /** Why `read` may give nothing: what settings without meaning at the edge lack. */
  readonly without?: string
  /** Undefined where the settings have no meaning at the edge; they are then named as ignored. */
  read(section: Section, globals: Globals): Integration | undefined
}

/** Judges by the status alone, as most services mean it. */
export const judgeStatus = (answer: Answer, nowMs: number): Outcome => {
  const { status } = answer
  if (status >= 200 && status < 300) return { kind: 'delivered' }
  const reason = `answered ${status}${inWords(answer.body)}`
  if (status === 429 || status === 408 || status >= 500)
    return { kind: 'retry', reason, afterMs: retryAfterMs(answer.headers.get('retry-after'), nowMs) }
  return { kind: 'refused', reason }
}

const inWords = (body: string): string => {
  const text = body.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
  return text === '' ? '' : `: ${text}`
}

const maxRetryAfterMs = 3_600_000

/** Milliseconds to wait out of a `Retry-After` header, in seconds or as a date; at most an hour. */
export const retryAfterMs = (header: string | null, nowMs: number): number | undefined => {
  if (header === null) return undefined
  const seconds = Number(header)
  const ms = header.trim() !== '' && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), maxRetryAfterMs)
}
