/** The key of a publisher: made once, kept where only its owner reads it. Nodes and edges are told its public half. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** The publisher's key in a file, made now if there is none. `FILE.pub` is what nodes trust. */
export function publisherKey(path: string): { readonly key: KeyObject; readonly isNew: boolean } {
  if (existsSync(path)) return { key: createPrivateKey(readFileSync(path)), isNew: false }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' })
  writeFileSync(`${path}.pub`, publicKey.export({ format: 'pem', type: 'spki' }))
  return { key: privateKey, isNew: true }
}

/** The public key in a file; throws where it holds no Ed25519 key. */
export function trustedKey(path: string): KeyObject {
  const key = createPublicKey(readFileSync(path))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path} holds no Ed25519 public key`)
  return key
}
