/** Who this node is to the edge: a name and an Ed25519 key, made once. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { refusalOf } from './edge-client/refusal.ts'
import { tenantHeader } from './tenant.ts'

export interface Identity {
  /** The first part of the host name and 12 hex digits of the hash of the public key. */
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/** The edge did not take the node: it refused, or it was silent. */
export class EnrolError extends Error {
  readonly code: 'ENROL_REFUSED' | 'EDGE_SILENT'
  readonly hint: string
  constructor(code: EnrolError['code'], message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.hint = hint
  }
}

/** No answer from an edge, as both enrolling and asking say it. */
export const silentEdge = (edgeUrl: string, cause: unknown): EnrolError =>
  new EnrolError(
    'EDGE_SILENT',
    `the edge at ${edgeUrl} does not answer`,
    'Is it running, and is the address right?',
    cause,
  )

/** Reads `node/key.pem` and `node/id` below the data directory, or makes them; the key never leaves its file. */
export async function loadIdentity(directory: string, host = hostname()): Promise<Identity> {
  const folder = join(directory, 'node')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const keyPath = join(folder, 'key.pem')
  const privateKey = parseKey(keyPath, await readOrMake(keyPath, newKey))
  const publicKey = createPublicKey(privateKey)
  // Kept in a file of its own, so that a machine given another name stays the same node.
  const id = await readOrMake(join(folder, 'id'), () => `${prefixOf(host)}-${hashOf(publicKey)}\n`)
  return { id: id.trim(), privateKey, publicKey }
}

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const hashOf = (publicKey: KeyObject): string =>
  createHash('sha256').update(rawPublicKey(publicKey)).digest('hex').slice(0, 12)

/** The file appears whole, and two starts at once agree on the one that was first. */
async function readOrMake(path: string, make: () => string): Promise<string> {
  const found = await readIfThere(path)
  if (found !== undefined) return found
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(make())
    await file.sync()
  } finally {
    await file.close()
  }
  await linkUnlessThere(draft, path)
  await unlink(draft)
  return readFile(path, 'utf8')
}

function parseKey(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is a key of type ${key.asymmetricKeyType}`)
    return key
  } catch (error) {
    throw new Error(`${path} is not an Ed25519 key in PEM; remove it to make a new one and enrol again`, {
      cause: error,
    })
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function linkUnlessThere(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The first part of a host name, in what a node id may consist of. */
const prefixOf = (host: string): string =>
  (host.split('.')[0] ?? '')
    .replace(/[^A-Za-z0-9-]/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'node'

/** The 32 bytes of an Ed25519 public key. */
export const rawPublicKey = (key: KeyObject): Uint8Array => {
  const { x } = key.export({ format: 'jwk' })
  if (x === undefined) throw new Error('not an Ed25519 public key')
  return Buffer.from(x, 'base64url')
}

export interface Enrolment {
  readonly edgeUrl: string
  /** A token of the role `enrol`. */
  readonly enrolToken: string
  readonly identity: Identity
  readonly hostname: string
  /** Undefined for the default one; the edge takes the tenant of the token. */
  readonly tenant?: string | undefined
  readonly fetch: typeof globalThis.fetch
}

/** Makes the node known to the edge; again does no harm. Throws EnrolError. */
export async function enrol({ edgeUrl, enrolToken, identity, hostname, tenant, fetch }: Enrolment): Promise<void> {
  const publicKey = Buffer.from(rawPublicKey(identity.publicKey)).toString('base64')
  let response: Response
  try {
    response = await fetch(new URL('/v1/nodes', edgeUrl), {
      method: 'POST',
      redirect: 'error',
      headers: {
        authorization: `Bearer ${enrolToken}`,
        'content-type': 'application/json',
        ...tenantHeader(tenant),
      },
      body: JSON.stringify({ node: identity.id, publicKey, hostname }),
      signal: AbortSignal.timeout(10_000),
    })
  } catch (error) {
    throw silentEdge(edgeUrl, error)
  }
  const text = await response.text()
  if (response.ok) return
  const { message, hint } = refusalOf(response.status, text)
  const isToken = response.status === 401 || response.status === 403
  throw new EnrolError('ENROL_REFUSED', `this node could not join: ${message}`, isToken ? tokenHint : hint)
}

const tokenHint =
  'EYAS_ENROL_TOKEN takes the enrolment token of that edge; where npx eyas edge runs, DIR/edge/tokens.json has it.'
