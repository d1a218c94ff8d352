/** OAuth 2.0 client credentials, as Alertmanager's `http_config.oauth2` has them: a token is fetched and kept until it ends. */
import type { Section } from '../config/section.ts'
import { base64, type HttpHeaders } from './http-config.ts'
import { judgeStatus, type Outbound, type Outcome } from './integration.ts'
import { readSecret, readUrl } from './read-settings.ts'
import type { Send } from './send.ts'

/** Where a token comes from. */
export interface OAuth2 {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

/** Under this, headers carry where their token comes from. `withToken` puts the token itself in its place. */
export const oauth2Key: unique symbol = Symbol('oauth2')

/** Headers that may need a token first. */
export type UnauthorizedHeaders = HttpHeaders & { readonly [oauth2Key]?: OAuth2 }

/** Reads an `oauth2` section. */
export const readOAuth2 = (section: Section): OAuth2 => {
  const read = {
    tokenUrl: readUrl(section, 'token_url'),
    clientId: section.text('client_id'),
    clientSecret: readSecret(section, 'client_secret'),
    scopes: section.items('scopes').map((item) => item.text()),
    parameters: section.texts('endpoint_params'),
  }
  if (read.clientId === '') section.fault('missing', 'client_id', 'must be given')
  for (const key of ['tls_config', 'proxy_url', 'no_proxy', 'proxy_from_environment'])
    section.ignore(key, 'the edge sends without a proxy, and checks certificates as the runtime does')
  section.finish()
  return read
}

interface Token {
  readonly text: string
  readonly endsMs: number
}

/** A token is not used any more when it would end within this time, in milliseconds. */
const marginMs = 30_000

const tokens = new Map<string, Token>()
const maxTokens = 1000

/** The request with its token, or why there is none. */
export const withToken = async (outbound: Outbound, send: Send, nowMs: number): Promise<Outbound | Outcome> => {
  const { [oauth2Key]: oauth2, ...headers } = outbound.headers as UnauthorizedHeaders
  if (oauth2 === undefined) return outbound
  const key = JSON.stringify(oauth2)
  const known = tokens.get(key)
  const token = known !== undefined && known.endsMs > nowMs + marginMs ? known : await fetchToken(oauth2, send, nowMs)
  if ('kind' in token) return token
  if (tokens.size >= maxTokens) tokens.clear()
  tokens.set(key, token)
  return { ...outbound, headers: { ...headers, authorization: `Bearer ${token.text}` } }
}

/** Forgets the token of a request that was answered 401: it may have been withdrawn. */
export const forgetToken = (outbound: Outbound): boolean => {
  const { [oauth2Key]: oauth2 } = outbound.headers as UnauthorizedHeaders
  return oauth2 !== undefined && tokens.delete(JSON.stringify(oauth2))
}

const fetchToken = async (oauth2: OAuth2, send: Send, nowMs: number): Promise<Token | Outcome> => {
  const form = new URLSearchParams({ ...oauth2.parameters, grant_type: 'client_credentials' })
  if (oauth2.scopes.length > 0) form.set('scope', oauth2.scopes.join(' '))
  const words = `${encodeURIComponent(oauth2.clientId)}:${encodeURIComponent(oauth2.clientSecret)}`
  const attempt = await send({
    url: oauth2.tokenUrl,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${base64(words)}` },
    body: form.toString(),
  })
  if (attempt.kind === 'forbidden') return { kind: 'refused', reason: `the token: ${attempt.reason}` }
  if (attempt.kind === 'failed') return { kind: 'retry', reason: `the token: ${attempt.reason}` }
  const outcome = judgeStatus(attempt.answer, nowMs)
  // What a token server says may repeat what it was told, so only its status is passed on.
  if (outcome.kind !== 'delivered') return { ...outcome, reason: `the token server answered ${attempt.answer.status}` }
  const { access_token: text, expires_in: seconds } = parsed(attempt.answer.body)
  if (typeof text !== 'string' || !/^[!-~]{1,8192}$/.test(text))
    return { kind: 'refused', reason: 'the token server answered without an access_token' }
  return { text, endsMs: nowMs + (typeof seconds === 'number' && seconds > 0 ? seconds : 3600) * 1000 }
}

const parsed = (body: string): { readonly access_token?: unknown; readonly expires_in?: unknown } => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    // No JSON holds no token; the caller says so.
    return {}
  }
}
