/** Puts changed rules in force while everything runs: loaded, compiled, then swapped between two batches of events. */
import type { LoadOptions, RuleSet } from '#rules-compiler'
import { encodeBundle } from '#schema/bundle'
import type { Bundle } from '#schema/manifest'
import type { Terminal } from '../cli/terminal.ts'
import { describeTrouble } from '../cli/trouble.ts'
import type { Hot } from '../hot/start-hot.ts'
import { watchRules } from '../rules-source/watch-rules.ts'
import { kernelNeeds, prepareRules } from './prepare-rules.ts'

export interface ReloadOptions {
  readonly paths: readonly string[]
  readonly loadOptions: LoadOptions
  /** Digest of the rules in force at the start. */
  readonly digest: string
  readonly hot: Hot
  readonly terminal: Terminal
  /** Compiles rules, or takes them from the cache. */
  readonly compile: (rules: RuleSet) => Promise<Bundle>
  /** Hears of the digest of the rules that are in force from now on. */
  readonly inForce: (digest: string) => void
}

/** Reloads at SIGHUP and whenever the files change; the answer ends that. */
export function reloadOnChange(options: ReloadOptions): () => void {
  const reloader = new Reloader(options)
  const ask = (): void => reloader.ask()
  process.on('SIGHUP', ask)
  const stopWatching = watchRules(options.paths, ask)
  return () => {
    process.off('SIGHUP', ask)
    stopWatching()
  }
}

/** One reload at a time; what is asked for meanwhile is one more. */
class Reloader {
  readonly #options: ReloadOptions
  #digest: string
  #running = false
  #asked = false

  constructor(options: ReloadOptions) {
    this.#options = options
    this.#digest = options.digest
  }

  ask(): void {
    this.#asked = true
    if (!this.#running) void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#asked) {
      this.#asked = false
      await this.#reload()
    }
    this.#running = false
  }

  async #reload(): Promise<void> {
    const { paths, loadOptions, hot, terminal, compile, inForce } = this.#options
    try {
      const rules = await prepareRules(paths, loadOptions, terminal, 'the rules before stay in force')
      if (rules === undefined) return
      const bundle = await compile(rules)
      if (bundle.digest === this.#digest) return
      const start = performance.now()
      await hot.swap({ bundle: encodeBundle(bundle), ...kernelNeeds(rules) })
      this.#digest = bundle.digest
      inForce(bundle.digest)
      const count = rules.rules.filter(({ enabled }) => enabled).length
      terminal.say(
        `  rules    ${count} ${count === 1 ? 'rule' : 'rules'} in force, ${bundle.digest.slice(0, 19)} (${Math.round(performance.now() - start)} ms)`,
      )
    } catch (error) {
      terminal.say(`  rules    not taken, the rules before stay in force: ${describeTrouble(error)}`)
    }
  }
}
