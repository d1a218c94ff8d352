/**
 * The only place that sends anything out. An address is https, or plain http to this machine, or on the list of those
 * allowed; redirects are never followed; nothing that the address or a header holds gets into a reason.
 */
import type { Answer, Outbound } from './integration.ts'

/** What came of an attempt: an answer, or why there is none. */
export type Attempt =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'forbidden'; readonly reason: string }

/** Sends a request. */
export type Send = (outbound: Outbound) => Promise<Attempt>

const timeoutMs = 15_000
const maxAnswerBytes = 65_536

/** Makes the sender; `allowed` are hosts, or hosts with ports, that may be reached by http or at private addresses. */
export const sender =
  (allowed: readonly string[], waitMs = timeoutMs): Send =>
  async (outbound) => {
    const wrong = forbiddenReason(outbound.url, allowed)
    if (wrong !== undefined) return { kind: 'forbidden', reason: wrong }
    try {
      const answer = await fetch(outbound.url, {
        method: outbound.method,
        headers: { 'user-agent': 'eyas', ...outbound.headers },
        body: outbound.method === 'GET' ? null : outbound.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(waitMs),
      })
      return {
        kind: 'answer',
        answer: { status: answer.status, headers: answer.headers, body: await beginning(answer) },
      }
    } catch (cause) {
      const isLate = cause instanceof Error && cause.name === 'TimeoutError'
      return { kind: 'failed', reason: isLate ? `no answer within ${waitMs / 1000} s` : 'the connection failed' }
    }
  }

const beginning = async (answer: Response): Promise<string> => {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length >= maxAnswerBytes) break
  }
  return text.slice(0, maxAnswerBytes)
}

/** Why an address may not be sent to, or undefined. */
export const forbiddenReason = (address: string, allowed: readonly string[]): string | undefined => {
  if (!URL.canParse(address)) return 'the address cannot be read'
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return 'an address must not hold a password; use basic_auth'
  if (allowed.includes(url.host) || allowed.includes(url.hostname)) return undefined
  if (isLoopback(url.hostname)) return undefined
  if (url.protocol !== 'https:') return 'only https is sent to, unless the host is allowed by EYAS_ALLOWED_TARGETS'
  if (isPrivate(url.hostname)) return 'a private address, not allowed by EYAS_ALLOWED_TARGETS'
  return undefined
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)

/** Literal addresses only: names are held to the public network by the runtime. */
const isPrivate = (host: string): boolean => {
  if (host.startsWith('[')) return !/^\[[23][0-9a-f]{3}:/.test(host) || /^\[(?:2002|2001:0?:|2001:db8):/.test(host)
  const octets = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host)
  if (octets === null) return host.endsWith('.internal') || host.endsWith('.local') || host.endsWith('.localhost')
  const [first, second] = [Number(octets[1]), Number(octets[2])]
  return (
    first === 0 ||
    first === 10 ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) ||
    (first === 198 && (second === 18 || second === 19)) ||
    first >= 224
  )
}
