/**
 * Puts other rules in force while everything runs. Rules come from files (at SIGHUP and when the files change), as a
 * bundle (from an edge), or from before (rollback); all take the same way: tried in a thread of their own, then swapped in
 * between two batches of events. Whatever is wrong with them, the rules before stay in force.
 */
import type { LoadOptions } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'
import { restCompiler } from '../compile/compile-rules.ts'
import { tryCandidate } from '../hot/candidate.ts'
import type { Hot, Swapped } from '../hot/start-hot.ts'
import { type RulesWatch, watchRules } from '../rules-source/watch-rules.ts'
import { enabledCount, prepareRules } from './prepare-rules.ts'

export interface ReloadOptions {
  readonly paths: readonly string[]
  readonly loadOptions: LoadOptions
  /** The rules in force at the start. */
  readonly bundle: Bundle
  readonly stateModule: Uint8Array
  readonly hot: Pick<Hot, 'swap' | 'rollback'>
  readonly terminal: Terminal
  /** Hears of the digest of the rules that are in force from now on. */
  readonly inForce: (digest: string) => void
}

/** How long the compiling process stays behind a change, for the next one. */
const compilerRestsMs = 60_000

/** What became of rules that were offered. */
export type Outcome =
  | { readonly kind: 'in force'; readonly digest: string; readonly pauseMs: number }
  /** The same rules were in force already. */
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly reason: string }

/** Changes rules, one change after the other. */
export class Reloader {
  readonly #options: ReloadOptions
  #bundle: Bundle
  #before: Bundle | undefined
  #watch: RulesWatch | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isFilesAsked = false
  /** The last word about the files was that they are not in force. */
  #areFilesRefused = false

  constructor(options: ReloadOptions) {
    this.#options = options
    this.#bundle = options.bundle
  }

  /** Reloads at SIGHUP and whenever the files change; the answer ends that. */
  watch(): () => void {
    const ask = (): void => void this.takeFiles()
    process.on('SIGHUP', ask)
    const watch = watchRules(this.#options.paths, ask)
    this.#watch = watch
    return () => {
      process.off('SIGHUP', ask)
      watch.stop()
    }
  }

  /** Takes the rule files as they are now; what is asked for before that begins is one. */
  async takeFiles(): Promise<Outcome> {
    if (this.#isFilesAsked) return { kind: 'same' }
    this.#isFilesAsked = true
    return this.#next(() => {
      this.#isFilesAsked = false
      return this.#takeFiles()
    })
  }

  /** Takes a bundle that was compiled elsewhere; `origin` says where it is from. */
  takeBundle(file: Uint8Array, origin: string): Promise<Outcome> {
    return this.#next(() => this.#take(file, origin))
  }

  /** Goes back to the rules before the last change. */
  rollback(): Promise<Outcome> {
    return this.#next(async () => {
      const before = this.#before
      if (before === undefined) throw new Error('there are no rules to go back to')
      return this.#enforced(before, await this.#options.hot.rollback(), 'the rules before')
    })
  }

  #next(work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = this.#last.then(work).catch((error: unknown): Outcome => {
      const reason = describeTrouble(error)
      this.#options.terminal.say(`  rules    not taken, the rules before stay in force: ${reason}`)
      return { kind: 'refused', reason }
    })
    this.#last = outcome
    return outcome
  }

  async #takeFiles(): Promise<Outcome> {
    const { paths, loadOptions, terminal } = this.#options
    const change = this.#watch?.changes() ?? 0
    const wereRefused = this.#areFilesRefused
    this.#areFilesRefused = true
    const prepared = await prepareRules(paths, loadOptions, terminal, 'the rules before stay in force')
    try {
      if (prepared === undefined) return { kind: 'refused', reason: 'the rules have faults' }
      const file = await prepared.bundle
      // Files that changed meanwhile may have been read by halves; their change is told of once it is over.
      if ((this.#watch?.changes() ?? 0) !== change) {
        this.#areFilesRefused = wereRefused
        return { kind: 'same' }
      }
      const outcome = await this.#take(file, 'files')
      this.#areFilesRefused = false
      if (outcome.kind === 'same' && wereRefused)
        terminal.say('  rules    the files hold the rules that are in force again')
      return outcome
    } finally {
      restCompiler(compilerRestsMs)
    }
  }

  async #take(file: Uint8Array, origin: string): Promise<Outcome> {
    const { hot, stateModule } = this.#options
    const candidate = await tryCandidate({ bundle: file, stateModule })
    if (candidate.bundle.digest === this.#bundle.digest) return { kind: 'same' }
    return this.#enforced(candidate.bundle, await hot.swap(candidate), origin)
  }

  #enforced(bundle: Bundle, { digest, pauseMs }: Swapped, origin: string): Outcome {
    const { terminal, inForce } = this.#options
    if (bundle.manifest.kernel.wantEnv && !this.#options.bundle.manifest.kernel.wantEnv)
      terminal.say('  note  rules    environments of processes are read from the next start on')
    this.#before = this.#bundle
    this.#bundle = bundle
    inForce(digest)
    const count = enabledCount(bundle)
    const rules = `${count} ${count === 1 ? 'rule' : 'rules'} in force, ${digest.slice(0, 19)}`
    terminal.say(`  rules    ${rules} (from ${origin}, a pause of ${pauseMs.toFixed(2)} ms)`)
    return { kind: 'in force', digest, pauseMs }
  }
}
