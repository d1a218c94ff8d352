/** What the edge's answer to a batch means. */
import { refusalOf } from '../edge-client/refusal.ts'

/** One answer, read once. */
export type Answer =
  | { readonly kind: 'acknowledged'; readonly seq: number }
  /** The edge lacks the alerts from `expected` on; null: from the first of this batch. */
  | { readonly kind: 'missing'; readonly code: 'gap' | 'chain'; readonly expected: number | null }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'unknown node'; readonly message: string }
  | { readonly kind: 'later'; readonly message: string; readonly afterMs: number | null }
  /** Nothing that an edge says: a proxy, another service, a redirect. */
  | { readonly kind: 'unexpected'; readonly message: string }

const maxAnswerBytes = 64 << 10

/** Reads at most 64 KiB of the answer. */
export async function readAnswer(response: Response, nowMs: number): Promise<Answer> {
  const text = await readText(response)
  const { status } = response
  const { message } = refusalOf(status, text)
  if (status === 401) return { kind: 'unknown node', message }
  if (status === 429 || status >= 500) return { kind: 'later', message, afterMs: retryAfterMs(response, nowMs) }
  const answer = parse(text)
  const count = (value: unknown): number | null =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
  if (status === 200) {
    const seq = count(answer.acknowledged)
    return seq === null ? { kind: 'unexpected', message } : { kind: 'acknowledged', seq }
  }
  if (status === 409 && answer.code === 'gap') return { kind: 'missing', code: 'gap', expected: count(answer.expected) }
  if (status === 422 && answer.code === 'chain')
    return { kind: 'missing', code: 'chain', expected: count(answer.expected) }
  if (status === 422 && answer.code === 'malformed') return { kind: 'malformed', message }
  return { kind: 'unexpected', message }
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    // No JSON, so nothing that an edge says; its text is in the message.
    return {}
  }
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let left = maxAnswerBytes
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk.subarray(0, left))
    left -= chunk.length
    if (left <= 0) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Seconds or a date, at most an hour. */
function retryAfterMs(response: Response, nowMs: number): number | null {
  const value = response.headers.get('retry-after')
  if (value === null) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000)
}
