/** Amazon's Signature Version 4, which S3, R2, SNS and SES ask for. */
import { hexOf } from './hex.ts'

/** Who signs, for which service where. */
export interface SigningKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly sessionToken?: string
  readonly region: string
  readonly service: string
}

/** What is signed. Header names in small letters; `host` is added here. */
export interface Signable {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const encoder = new TextEncoder()

/** The headers of a request with those that sign it. The body's digest goes along where `signsBody`, as S3 wants. */
export const signedHeaders = async (
  request: Signable,
  key: SigningKey,
  nowMs: number,
  signsBody: boolean,
): Promise<Readonly<Record<string, string>>> => {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const bodyHash = await sha256(request.body)
  const own = {
    ...request.headers,
    'x-amz-date': time,
    ...(signsBody && { 'x-amz-content-sha256': bodyHash }),
    ...(key.sessionToken !== undefined && { 'x-amz-security-token': key.sessionToken }),
  }
  const { host } = new URL(request.url)
  const sorted = Object.entries({ ...own, host }).sort(([left], [right]) => (left < right ? -1 : 1))
  const names = sorted.map(([name]) => name).join(';')
  const canonical = canonicalRequest(request, sorted, names, bodyHash)
  const scope = `${time.slice(0, 8)}/${key.region}/${key.service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${await sha256(canonical)}`
  const signature = hexOf(await hmac(await derivedKey(key, time.slice(0, 8)), toSign))
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { ...own, authorization }
}

const canonicalRequest = (
  { method, url }: Signable,
  headers: readonly (readonly [string, string])[],
  names: string,
  bodyHash: string,
): string => {
  const { pathname, searchParams } = new URL(url)
  const query = [...searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const lines = headers.map(([name, value]) => `${name}:${value.trim().replaceAll(/ +/g, ' ')}\n`).join('')
  return `${method}\n${pathname}\n${query}\n${lines}\n${names}\n${bodyHash}`
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

const derivedKey = async ({ secretKey, region, service }: SigningKey, day: string): Promise<Uint8Array> => {
  let key: Uint8Array = encoder.encode(`AWS4${secretKey}`)
  for (const part of [day, region, service, 'aws4_request']) key = await hmac(key, part)
  return key
}

const hmac = async (key: Uint8Array, text: string): Promise<Uint8Array> => {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', new Uint8Array(key), algorithm, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)))
}

const sha256 = async (text: string): Promise<string> =>
  hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))))
