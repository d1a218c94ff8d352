/** `http_config`: how a receiver proves who it is. */
import type { Section } from '../config/section.ts'
import { oauth2Key, readOAuth2 } from './oauth2.ts'

/** Headers that go with every request of an integration. */
export type HttpHeaders = Readonly<Record<string, string>>

/** The headers of a receiver's own `http_config`, or the global ones. */
export const readHttp = (section: Section, globals: { readonly headers: HttpHeaders }): HttpHeaders => {
  const http = section.section('http_config')
  return http === undefined ? globals.headers : readHttpSection(http)
}

/** Reads a `http_config`. */
export const readHttpSection = (http: Section): HttpHeaders => {
  const oauth2 = http.section('oauth2')
  const headers = {
    ...readBasic(http),
    ...readAuthorization(http),
    ...readBearer(http),
    ...readHeaders(http),
    ...(oauth2 !== undefined && { [oauth2Key]: readOAuth2(oauth2) }),
  }
  const ways = ['basic_auth', 'authorization', 'bearer_token', 'oauth2'].filter((key) => http.item(key) !== undefined)
  if (ways.length > 1) http.fault('too_many_ways', ways[1] ?? '', `at most one of ${ways.join(', ')} may be given`)
  http.ignore('follow_redirects', 'redirects are never followed')
  http.ignore('enable_http2', 'the runtime chooses the protocol')
  http.ignore('proxy_url', 'the edge sends without a proxy')
  http.ignore('no_proxy', 'the edge sends without a proxy')
  http.ignore('proxy_from_environment', 'the edge sends without a proxy')
  http.ignore('tls_config', 'certificates are checked against the runtime’s own authorities')
  http.refuseFile('bearer_token_file')
  http.finish()
  return headers
}

const readBasic = (http: Section): HttpHeaders => {
  const basic = http.section('basic_auth')
  if (basic === undefined) return {}
  basic.refuseFile('password_file')
  const words = `${basic.text('username')}:${basic.secret('password') ?? ''}`
  basic.finish()
  return { authorization: `Basic ${base64(words)}` }
}

const readAuthorization = (http: Section): HttpHeaders => {
  const authorization = http.section('authorization')
  if (authorization === undefined) return {}
  authorization.refuseFile('credentials_file')
  const words = `${authorization.text('type', 'Bearer')} ${authorization.secret('credentials') ?? ''}`
  authorization.finish()
  return { authorization: words }
}

const readBearer = (http: Section): HttpHeaders => {
  const token = http.secret('bearer_token')
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

/** `http_headers`: names with `values`, which are shown, and `secrets`, which are not. */
const readHeaders = (http: Section): HttpHeaders => {
  const headers = http.section('http_headers')
  const read = (name: string): string => {
    const one = headers?.section(name)
    const values = one?.items('values').map((item) => item.text()) ?? []
    const secrets = one?.items('secrets').map((item) => item.secret()) ?? []
    if (one?.item('files') !== undefined) one.fault('no_files_here', 'files', 'the edge reads no files; use secrets')
    one?.finish()
    return [...values, ...secrets].join(', ')
  }
  return Object.fromEntries((headers?.keys ?? []).map((name) => [name.toLowerCase(), read(name)]))
}

/** Base64 of the UTF-8 of a text. */
export const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
