/** What a command of `npx eyas` is. */
import type { Terminal } from './terminal.ts'

/** One option of a command, as `util.parseArgs` takes it, with words for the help page. */
export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  readonly default?: string | boolean
  /** `FILE|DIR`, `N`; absent for a switch. */
  readonly value?: string
  readonly doc: string
}

/** What was typed, after parsing. */
export interface Invocation {
  /** The value of a text option; the last one if it was given several times. */
  text(name: string): string | undefined
  /** All values of an option that may be given several times. */
  texts(name: string): readonly string[]
  flag(name: string): boolean
  readonly positionals: readonly string[]
  /** The folder that the user's relative paths start from. */
  readonly folder: string
}

/** 0: done and well; 1: the input is at fault; 2: the world is (kernel, network, disk). */
export type ExitStatus = 0 | 1 | 2

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What follows the name: `[options] FILE|DIR…`. */
  readonly usage: string
  /** Paragraphs of the help page. */
  readonly description: string
  readonly options: Readonly<Record<string, Option>>
  /** How many words without a dash it takes. */
  readonly positionals: { readonly min: number; readonly max: number }
  run(invocation: Invocation, terminal: Terminal): Promise<ExitStatus>
}

/** A fault in what was typed; printed with a pointer to the help page, exit status 1. */
export class UsageError extends Error {}
