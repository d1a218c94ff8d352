/** What a running agent answers, for the agent and the commands that ask it. */

import type { LoadOptions } from '#rules-compiler'
import type { LookedBack } from '../hot/look-back.ts'
import type { HotStats } from '../hot/messages.ts'
import type { Outcome } from '../start/reload.ts'
import type { KeptValue } from './kept-value.ts'

/** What the rules have come to, since the agent started. */
export interface AgentStats extends HotStats {
  readonly hostname: string
  /** Milliseconds since 1970. */
  readonly timeMs: number
}

/** An alert of a rule with what its condition read. */
export interface KeptMatch {
  readonly rule: string
  /** RFC 3339 with nanoseconds. */
  readonly time: string
  readonly output: string
  /** By name as an output would show it. */
  readonly values: Readonly<Record<string, KeptValue>>
}

/** The newest matches, newest first, with the rules that they are of. */
export interface KeptMatches {
  readonly paths: readonly string[]
  readonly loadOptions: LoadOptions
  readonly matches: readonly KeptMatch[]
}

/** How an agent answers. */
export interface ControlAnswers {
  stats(): Promise<AgentStats>
  matches(): Promise<KeptMatches>
  takeBundle(bundle: Uint8Array): Promise<Outcome>
  rollback(): Promise<Outcome>
  /** Undefined if nothing is kept. */
  lookBack(fromNs: bigint, toNs: bigint): Promise<LookedBack | undefined>
}

/** JSON in which integers past 2^53 keep all their digits. */
export const controlJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? JSON.rawJSON(one.toString()) : one))
