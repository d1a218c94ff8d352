/** Signs a bundle and hands it to an edge. */
import { createHash, type KeyObject, sign } from 'node:crypto'
import { signedBundleText } from '#schema/bundle-signature'
import { EdgeError } from '../edge-client/edge-client.ts'

/** What is published, where, by whom. */
export interface Publication {
  readonly edgeUrl: string
  /** A token of the role `admin`. */
  readonly token: string
  readonly key: KeyObject
  readonly file: Uint8Array
  readonly fetch: typeof globalThis.fetch
}

/** Publishes a bundle, which is in force from then on. Returns its digest; throws EdgeError. */
export async function publishModule({ edgeUrl, token, key, file, fetch }: Publication): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(file).digest('hex')}`
  const signature = sign(null, Buffer.from(signedBundleText(digest)), key).toString('base64')
  let response: Response
  try {
    response = await fetch(new URL('/v1/modules', edgeUrl), {
      method: 'PUT',
      redirect: 'error',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/octet-stream',
        'eyas-signature': signature,
      },
      body: new Uint8Array(file),
      signal: AbortSignal.timeout(60_000),
    })
  } catch (error) {
    throw new EdgeError(`the edge at ${edgeUrl} does not answer`, 'Is it running, and is the address right?', error)
  }
  const text = await response.text()
  if (!response.ok)
    throw new EdgeError(
      `the edge answered ${response.status}: ${text.slice(0, 300)}`,
      'Publishing needs the admin token.',
    )
  return digest
}
