/** The tokens of an embedded edge, made once and kept where only their owner reads them. */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** One token for each role. */
export interface Tokens {
  readonly readToken: string
  readonly operatorToken: string
  readonly adminToken: string
  readonly enrolToken: string
  /** For senders of alerts that are no agents: Falco, Falcosidekick, Prometheus. */
  readonly ingestToken: string
}

const pathOf = (edgeDirectory: string): string => join(edgeDirectory, 'tokens.json')

/** The tokens of a data directory, or undefined where no edge has started yet. */
export const readTokens = (edgeDirectory: string): Tokens | undefined => {
  try {
    // Written by `ensureTokens` in this shape.
    return JSON.parse(readFileSync(pathOf(edgeDirectory), 'utf8')) as Tokens
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** The tokens of a data directory, made now if there are none. `random` gives fresh bytes. */
export const ensureTokens = (edgeDirectory: string, random: (size: number) => Buffer = randomBytes): Tokens => {
  // An older edge made fewer tokens.
  const known: Partial<Tokens> | undefined = readTokens(edgeDirectory)
  const token = (): string => random(32).toString('base64url')
  const tokens: Tokens = {
    readToken: known?.readToken ?? token(),
    operatorToken: known?.operatorToken ?? token(),
    adminToken: known?.adminToken ?? token(),
    enrolToken: known?.enrolToken ?? token(),
    ingestToken: known?.ingestToken ?? token(),
  }
  if (known?.ingestToken !== undefined && known.adminToken !== undefined) return tokens
  const partial = `${pathOf(edgeDirectory)}.partial`
  writeFileSync(partial, JSON.stringify(tokens, undefined, 2), { mode: 0o600 })
  renameSync(partial, pathOf(edgeDirectory))
  return tokens
}
