/** Signs a bundle and hands it to an edge. */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { signedBundleText } from '#schema/bundle-signature'
import { EdgeError } from '../edge-client/edge-client.ts'
import { refusalOf } from '../edge-client/refusal.ts'

/** Where is published, and what opens it. */
export interface PublishPlace {
  readonly edgeUrl: string
  /** A token of the role `admin`. */
  readonly token: string
  readonly fetch: typeof globalThis.fetch
}

/** What is published, where, by whom. */
export interface Publication extends PublishPlace {
  readonly key: KeyObject
  readonly file: Uint8Array
}

const adminHint =
  'Publishing needs the admin token: --token or EYAS_ADMIN_TOKEN names it, and DIR/edge/tokens.json has that of an embedded edge.'

/** Makes sure that the edge is there and would take a bundle with this token. Throws EdgeError. */
export async function mayPublish(place: PublishPlace): Promise<void> {
  const response = await put(place, {}, new Uint8Array())
  // Whoever may publish is told that this is no bundle.
  if (response.status !== 422) throw await refused(response)
}

/** Publishes a bundle, which is in force from then on. Returns its digest; throws EdgeError. */
export async function publishModule({ key, file, ...place }: Publication): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(file).digest('hex')}`
  const signature = sign(null, Buffer.from(signedBundleText(digest)), key).toString('base64')
  const response = await put(place, { 'eyas-signature': signature }, new Uint8Array(file))
  if (!response.ok) throw await refused(response)
  return digest
}

async function put(
  { edgeUrl, token, fetch }: PublishPlace,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  if (!URL.canParse(edgeUrl))
    throw new EdgeError(`'${edgeUrl}' is no address`, 'An edge has an address such as http://127.0.0.1:2811.')
  try {
    return await fetch(new URL('/v1/modules', edgeUrl), {
      method: 'PUT',
      redirect: 'error',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', ...headers },
      body,
      signal: AbortSignal.timeout(60_000),
    })
  } catch (error) {
    throw new EdgeError(`the edge at ${edgeUrl} does not answer`, 'Is it running, and is the address right?', error)
  }
}

async function refused(response: Response): Promise<EdgeError> {
  const { message, hint } = refusalOf(response.status, await response.text())
  return new EdgeError(message, response.status === 401 || response.status === 403 ? adminHint : hint)
}
