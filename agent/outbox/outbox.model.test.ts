/** Random histories on a disk that tears, forgets and goes bad, against an edge whose answers get lost. */
import { expect, test } from 'vitest'
import { startDelivery } from './delivery.ts'
import { ModelEdge } from './model-edge.ts'
import { type Outbox, openOutbox } from './outbox.ts'
import { alertNamed, anyPriority, seeded, testContext, testNode, testOptions } from './testing.ts'
import { TornDisk } from './torn-disk.ts'

interface History {
  readonly crashes: boolean
  readonly corrupts: boolean
  readonly fills: boolean
  readonly small: boolean
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class Run {
  readonly random: () => number
  readonly disk: TornDisk
  readonly edge = new ModelEdge(testNode.publicKey)
  readonly log: string[] = []
  readonly kept = new Set<string>()
  shed = 0
  rejected = 0
  offered = 0
  corruptions = 0
  #names = 0
  readonly #history: History

  constructor(seed: number, history: History) {
    this.random = seeded(seed)
    this.disk = new TornDisk(this.random)
    this.#history = history
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  open(): Promise<Outbox> {
    const limits = this.#history.small ? { maxBytes: 16_000 } : {}
    return openOutbox({
      ...testOptions(this.random, this.log),
      fileSystem: this.disk,
      segmentBytes: 2_000,
      maxBatchAlerts: 4,
      maxQueueBytes: 4_000,
      ...limits,
    })
  }

  /** Appends; notes which alerts were said to be safe. */
  append(outbox: Outbox): Promise<void> {
    const names = Array.from({ length: 1 + Math.floor(this.random() * 6) }, () =>
      String(++this.#names).padStart(6, '0'),
    )
    const alerts = names.map((name) => alertNamed(name, anyPriority(this.random)))
    this.offered += names.length
    return outbox.append(alerts, testContext).then(
      ({ kept, shed }) => {
        this.shed += shed
        if (shed === 0) for (const name of names) this.kept.add(name)
        expect(kept + shed).toBe(names.length)
      },
      () => {
        this.rejected += names.length
      },
    )
  }

  deliver(outbox: Outbox, reliable: boolean) {
    const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
      if (!reliable && this.chance(0.2)) throw new Error('the network is down')
      const response = await this.edge.fetch(url, init)
      if (!reliable && this.chance(0.2)) throw new Error('the answer was lost')
      if (!reliable && this.chance(0.1)) return new Response('busy', { status: 503 })
      return response
    }
    const { clock } = testOptions(this.random)
    return startDelivery({
      outbox,
      edgeUrl: 'http://edge',
      node: testNode.id,
      fetch: fetch as typeof globalThis.fetch,
      clock,
      random: this.random,
    })
  }

  /** One life of the process, ended by closing it or by a crash. */
  async life(): Promise<void> {
    const { crashes, corrupts, fills } = this.#history
    const crashed = crashes && this.chance(0.8)
    if (crashed) this.disk.crashIn = Math.floor(this.random() * 60)
    if (corrupts && this.disk.corrupt(crashed ? /^segments/ : /^segments|^state/)) this.corruptions++
    let outbox: Outbox
    try {
      outbox = await this.open()
    } catch {
      // It crashed while it recovered; the next life finds what that left.
      return this.disk.restart()
    }
    const appends: Promise<void>[] = []
    const delivery = this.chance(0.7) ? this.deliver(outbox, false) : undefined
    for (let step = 0; step < 30; step++) {
      if (this.chance(0.5)) appends.push(this.append(outbox))
      if (fills && this.chance(0.1)) this.disk.capacity = this.disk.bytes + Math.floor(this.random() * 3_000)
      if (fills && this.chance(0.1)) this.disk.capacity = Number.POSITIVE_INFINITY
      for (let turns = this.random() * 6; turns > 0; turns--) await turn()
    }
    await delivery?.stop()
    await outbox.close()
    await Promise.all(appends)
    this.disk.capacity = Number.POSITIVE_INFINITY
    this.disk.restart()
  }

  /** A last life in which nothing goes wrong, until the edge has everything. */
  async drain(): Promise<void> {
    const outbox = await this.open()
    const delivery = this.deliver(outbox, true)
    await this.append(outbox)
    await this.#settle(outbox)
    // Once more, so that what was found to be lost meanwhile is said.
    await this.append(outbox)
    await this.#settle(outbox)
    await delivery.stop()
    await outbox.close()
  }

  async #settle(outbox: Outbox): Promise<void> {
    for (let turns = 0; outbox.status().waitingBatches > 0; turns++) {
      if (turns > 20_000) throw new Error(`it does not come to an end: ${JSON.stringify(outbox.status())}`)
      await turn()
    }
  }

  /** What was said to be safe and the edge does not have. */
  missing(): readonly string[] {
    const stored = new Set(this.edge.alerts.map(({ rule }) => rule))
    return [...this.kept].filter((name) => !stored.has(name))
  }
}

const histories: readonly (History & { readonly name: string; readonly seeds: number })[] = [
  { name: 'answers that get lost', crashes: false, corrupts: false, fills: false, small: false, seeds: 20 },
  { name: 'crashes at any write', crashes: true, corrupts: false, fills: false, small: false, seeds: 25 },
  { name: 'a disk that fills up', crashes: false, corrupts: false, fills: true, small: false, seeds: 20 },
  { name: 'crashes on a disk that fills up', crashes: true, corrupts: false, fills: true, small: false, seeds: 20 },
  { name: 'bytes that go bad', crashes: false, corrupts: true, fills: false, small: false, seeds: 25 },
  { name: 'bytes that go bad, and crashes', crashes: true, corrupts: true, fills: false, small: false, seeds: 25 },
  { name: 'too little room, and crashes', crashes: true, corrupts: false, fills: false, small: true, seeds: 25 },
  { name: 'everything at once', crashes: true, corrupts: true, fills: true, small: true, seeds: 25 },
]

test.each(histories)('outbox: $name: nothing is doubled, and what is lost is counted', async (history) => {
  for (let seed = 0; seed < history.seeds; seed++) {
    const run = new Run(seed, history)
    const lives = 2 + Math.floor(run.random() * 5)
    for (let life = 0; life < lives; life++) await run.life()
    await run.drain()
    const label = `seed ${seed}\n${run.log.slice(-20).join('\n')}`
    const stored = run.edge.alerts.map(({ rule }) => rule)
    expect(stored, label).toEqual([...new Set(stored)])
    expect(stored, label).toEqual([...stored].sort())
    const missing = run.missing()
    if (!history.corrupts && !history.small) expect(missing, label).toEqual([])
    expect(missing.length, label).toBeLessThanOrEqual(run.edge.shed)
    if (!history.corrupts && !history.small && !history.fills && !history.crashes) expect(run.edge.shed).toBe(0)
  }
})
