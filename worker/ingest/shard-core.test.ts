import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Alert } from '#schema/alert'
import { alert, batch, lineage, seeded } from '../fixtures/alerts.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { unpackFolds } from './fold.ts'
import type { HandedFolds, Taken } from './hand-over.ts'
import { packBatch } from './parse-batch.ts'
import type { SignedBody } from './shard-api.ts'
import { ShardCore } from './shard-core.ts'

const key = new Uint8Array(32).fill(1)
const hashOf = (body: Uint8Array) => new Uint8Array(createHash('sha256').update(body).digest())

/** A correlator that only counts. It may lose an answer, or the call itself. */
class Counter {
  position = 0
  singles = { version: 0, rules: [] as readonly string[] }
  readonly counts = new Map<string, number>()
  readonly parts: number[] = []
  fault: 'none' | 'call' | 'answer' = 'none'

  give = async (handed: HandedFolds): Promise<Taken> => {
    if (this.fault === 'call') throw new Error('away')
    if (handed.singleVersion !== this.singles.version) return { position: this.position, singles: this.singles }
    if (handed.after !== this.position) return { position: this.position }
    const folds = unpackFolds(handed.folds)
    this.parts.push(folds.length)
    for (const { node, count } of folds) this.counts.set(node, (this.counts.get(node) ?? 0) + count)
    this.position = handed.through
    if (this.fault === 'answer') throw new Error('the answer was lost')
    return { position: this.position }
  }
}

class Node {
  readonly name: string
  #number = 0
  #seq = 0
  #previous = new Uint8Array(32)
  epoch = '0123456789abcdef0123456789abcdef'

  constructor(name: string) {
    this.name = name
  }

  seal(alerts: readonly Alert[], shed = 0): SignedBody {
    this.#number += 1
    const numbered = alerts.map((made) => ({ ...made, seq: ++this.#seq }))
    const { name: node, epoch } = this
    const body = packBatch(
      batch({ node, epoch, number: this.#number, previous: this.#previous, alerts: numbered, shed }),
    )
    this.#previous = hashOf(body)
    return { node, publicKey: key, body, bodyHash: this.#previous }
  }

  beginEpoch(epoch: string): void {
    this.epoch = epoch
    this.#number = 0
    this.#seq = 0
    this.#previous = new Uint8Array(32)
  }
}

const bench = () => {
  const sql = memorySql()
  const counter = new Counter()
  const time = { nowMs: 1_800_000_000_000 }
  const start = () =>
    new ShardCore({
      sql,
      seed: 5,
      clock: () => time.nowMs,
      give: counter.give,
      transaction: (body) => {
        sql.exec('SAVEPOINT test')
        try {
          return body()
        } catch (cause) {
          sql.exec('ROLLBACK TO test')
          throw cause
        } finally {
          sql.exec('RELEASE test')
        }
      },
    })
  return { sql, counter, time, start }
}

const enrol = (core: ShardCore, node: Node) => core.enrol({ node: node.name, publicKey: key, hostname: node.name })
const drain = async (core: ShardCore) => {
  while (!core.isHandedOver) await core.handOver()
}
const repeats = (count: number) => Array.from({ length: count }, () => alert())
const distinct = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => alert({ lineage: lineage(`sh ${1000 + from + index}`) }))

test('bodies that came together are judged one by one', () => {
  const { start } = bench()
  const core = start()
  const [a, b] = [new Node('a'), new Node('b')]
  enrol(core, a)
  enrol(core, b)
  const [first, second, third] = [a.seal(repeats(2)), a.seal(repeats(1)), a.seal(repeats(1))]
  const stranger = { ...b.seal(repeats(1)), publicKey: new Uint8Array(32).fill(9) }
  const malformed = { ...b.seal(repeats(1)), body: new Uint8Array([1, 2, 3]) }
  expect(core.ingest([first, third, second, first, stranger, malformed]).map(({ kind }) => kind)).toEqual([
    ...['acknowledged', 'gap', 'acknowledged', 'acknowledged', 'other_key', 'refused'],
  ])
})

test('repeats reach the correlator as one, and distinct alerts in parts of bounded size', async () => {
  const { start, counter } = bench()
  const core = start()
  const node = new Node('a')
  enrol(core, node)
  for (let round = 0; round < 20; round++) core.ingest([node.seal(repeats(100))])
  await drain(core)
  expect(counter.parts).toEqual([1])
  for (let round = 0; round < 20; round++) core.ingest([node.seal(distinct(100, round * 100))])
  await drain(core)
  expect(Math.max(...counter.parts)).toBeLessThan(600)
  expect(counter.counts.get('a')).toBe(4000)
})

test('whatever is lost on the way, and whenever the shard starts again, each alert counts once', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const random = seeded(seed)
    const { start, counter } = bench()
    let core = start()
    const nodes = ['a', 'b', 'c'].map((name) => new Node(name))
    for (const node of nodes) enrol(core, node)
    const sent = new Map<string, number>()
    for (let round = 0; round < 60; round++) {
      const node = nodes[Math.floor(random() * 3)] ?? new Node('none')
      const alerts = random() < 0.5 ? repeats(30) : distinct(Math.floor(random() * 300), round * 300)
      core.ingest([node.seal(alerts)])
      sent.set(node.name, (sent.get(node.name) ?? 0) + alerts.length)
      const faults = ['none', 'none', 'call', 'answer'] as const
      counter.fault = faults[Math.floor(random() * 4)] ?? 'none'
      if (random() < 0.5) await core.handOver().catch((cause: Error) => expect(cause.message).toMatch(/away|lost/))
      if (random() < 0.1) core = start()
      if (random() < 0.05) counter.singles = { version: round + 1, rules: random() < 0.5 ? [] : [alert().rule] }
    }
    counter.fault = 'none'
    await drain(core)
    expect(counter.counts).toEqual(sent)
  }
})

test('a rule that correlations count goes one by one as soon as the shard has been told', async () => {
  const { start, counter } = bench()
  const core = start()
  const node = new Node('a')
  enrol(core, node)
  counter.singles = { version: 1, rules: [alert().rule] }
  core.ingest([node.seal(repeats(50))])
  await drain(core)
  expect(counter.parts).toEqual([50])
})

test('storage that fails fails the call, and the shard goes on from what is stored', async () => {
  const { sql, start, counter } = bench()
  const core = start()
  const node = new Node('a')
  enrol(core, node)
  core.ingest([node.seal(repeats(3))])
  const next = node.seal(repeats(4))
  sql.exec("CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
  expect(() => core.ingest([next])).toThrow('disk is full')
  sql.exec('DROP TRIGGER full')
  expect(core.ingest([next])).toEqual([{ kind: 'acknowledged', seq: 7, batch: 2 }])
  await drain(core)
  expect(counter.counts.get('a')).toBe(7)
})

test('what a node shed is the sum over its epochs, and its state that of the epoch it was heard of last', () => {
  const { start, time } = bench()
  const core = start()
  const node = new Node('a')
  enrol(core, node)
  core.ingest([node.seal(repeats(1), 5), node.seal(repeats(1), 7)])
  node.beginEpoch('f'.repeat(32))
  time.nowMs += 1000
  core.ingest([node.seal(repeats(1), 2)])
  expect(start().nodes()).toMatchObject([
    { node: 'a', shed: 9, epoch: 'f'.repeat(32), acknowledged: 1, lastSeen: new Date(time.nowMs).toISOString() },
  ])
})

test('tables of a shard from before are read on', () => {
  const { sql, start } = bench()
  sql.exec(
    'CREATE TABLE streams (node TEXT NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL, body_hash BLOB NOT NULL, PRIMARY KEY (node, epoch)) WITHOUT ROWID',
  )
  const node = new Node('a')
  const first = node.seal(repeats(2))
  sql.exec('INSERT INTO streams VALUES (?, ?, 1, 2, ?)', 'a', node.epoch, first.bodyHash)
  const core = start()
  enrol(core, node)
  expect(core.ingest([node.seal(repeats(1))])).toEqual([{ kind: 'acknowledged', seq: 3, batch: 2 }])
})
