/** The node's side on the live kernel, from the hooks to the alerts, with rules of a test's own. */
import { compileBundle, compileStateModule, loadRules } from '#rules-compiler'
import type { RuntimePlace } from '../agent/containers/runtimes.ts'
import type { AlertDraft } from '../agent/hot/messages.ts'
import { type Hot, startHot } from '../agent/hot/start-hot.ts'
import { type Inspecting, startInspecting } from '../agent/start/inspecting.ts'

/** A watched machine: the alerts so far, and a promise of the first one that fits. */
export class WatchedMachine {
  readonly #hot: Hot
  readonly #inspecting: Inspecting
  readonly #alerts: AlertDraft[]
  readonly #heard: Set<() => void>

  private constructor(hot: Hot, inspecting: Inspecting, alerts: AlertDraft[], heard: Set<() => void>) {
    this.#hot = hot
    this.#inspecting = inspecting
    this.#alerts = alerts
    this.#heard = heard
  }

  /** Watches with these rules; containers are asked about at `places`, or at nobody's. */
  static async start(rules: string, places: readonly RuntimePlace[] = []): Promise<WatchedMachine> {
    const bundle = await compileBundle(loadRules([{ path: 'r.yaml', text: rules }]))
    const alerts: AlertDraft[] = []
    const heard = new Set<() => void>()
    const inspecting = startInspecting('kernel', places, (line) => console.error(line))
    const hot = await startHot(
      {
        rules: { bundle, compiled: await WebAssembly.compile(bundle.module) },
        stateModule: await compileStateModule(),
        hostname: 'h',
        matching: 'all',
        users: [],
        groups: [],
        source: { kind: 'live', excludePids: [] },
      },
      async (drafts) => {
        alerts.push(...drafts)
        for (const wake of heard) wake()
      },
      { inspect: inspecting.inspect },
    )
    inspecting.follow(hot.containers)
    return new WatchedMachine(hot, inspecting, alerts, heard)
  }

  /** The first alert that fits, now or later. */
  async alert(fits: (alert: AlertDraft) => boolean): Promise<AlertDraft> {
    const { promise, resolve } = Promise.withResolvers<AlertDraft>()
    const look = (): void => {
      const found = this.#alerts.find(fits)
      if (found !== undefined) resolve(found)
    }
    this.#heard.add(look)
    look()
    const found = await promise
    this.#heard.delete(look)
    return found
  }

  /** All alerts so far. */
  get alerts(): readonly AlertDraft[] {
    return this.#alerts
  }

  /** Ends the watch. */
  async stop(): Promise<void> {
    this.#inspecting.stop()
    await this.#hot.stop()
  }
}
