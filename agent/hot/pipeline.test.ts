import { beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules } from '#rules-compiler'
import type { LossLedger } from '#schema/alert'
import type { Bundle } from '#schema/manifest'
import { createRuntime, type FoundContainer, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'
import { unknownContainer } from '../containers/testing/unknown-container.ts'
import { buildFolder } from '../paths.ts'
import type { EventSource } from './event-source.ts'
import { Heartbeat, heartbeatMemory } from './heartbeat.ts'
import type { AlertDraft } from './messages.ts'
import { Pipeline } from './pipeline.ts'

const rules = `
- rule: Shadow read
  desc: d
  condition: evt.type = openat and fd.name = /etc/shadow
  output: Shadow read (file=%fd.name program=%proc.name parent=%proc.pname image=%container.image.repository)
  priority: WARNING
  tags: [mitre_credential_access]
`
const cacheDirectory = `${buildFolder}/rules`

const shell: RecordObject = {
  type: 'process_snapshot',
  flags: 2,
  pid: 5,
  start_ns: 50,
  comm: 'sh',
  exe_path: '/bin/sh',
}
const cat: RecordObject = {
  type: 'execve',
  pid: 7,
  start_ns: 70,
  parent_pid: 5,
  parent_start_ns: 50,
  comm: 'cat',
  exe_path: '/bin/cat',
}
const read: RecordObject = {
  type: 'openat',
  timestamp_ns: 1_795_466_182_056_403_191n,
  pid: 7,
  start_ns: 70,
  name_raw: '/etc/shadow',
}

/** A source whose batches and losses the test decides. */
class ScriptedSource implements EventSource {
  readonly hooks = () => ({})
  readonly batches: (readonly RecordObject[])[] = []
  readonly ended = false
  snapshots = 0
  dropped = 0
  droppedOpens = 0

  attach(): void {}
  onReadable(): void {}
  setInterest(): void {}
  setFilter(): void {}
  answer(): void {}
  setOwn(): void {}
  close(): void {}

  snapshot(buffer: ArrayBuffer, offset: number): { bytes: number; complete: boolean } {
    this.snapshots++
    return { bytes: this.#write([shell], buffer, offset), complete: true }
  }

  drainInto(buffer: ArrayBuffer, offset: number): number {
    return this.#write(this.batches.shift() ?? [], buffer, offset)
  }

  ledger(): LossLedger {
    return {
      execve: { seen: 10 + this.dropped, filtered: 0, evaluated: 10, dropped: this.dropped },
      openat: { seen: this.droppedOpens, filtered: 0, evaluated: 0, dropped: this.droppedOpens },
    }
  }

  drops(): number {
    return this.dropped + this.droppedOpens
  }

  isRunning(): boolean {
    return false
  }

  #write(objects: readonly RecordObject[], buffer: ArrayBuffer, offset: number): number {
    const bytes = writeRecords(objects)
    new Uint8Array(buffer).set(bytes, offset)
    return bytes.length
  }
}

describe('pipeline', () => {
  let bundle: Bundle
  let stateModule: WebAssembly.Module
  beforeAll(async () => {
    bundle = await compileBundle(loadRules([{ path: 'r.yaml', text: rules }]), { cacheDirectory })
    stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
  })

  const setUp = async () => {
    const runtime: Runtime = createRuntime({ stateModule })
    await runtime.load(bundle)
    const source = new ScriptedSource()
    const sent: AlertDraft[] = []
    const asked: FoundContainer[] = []
    const pipeline = new Pipeline({
      runtime,
      source,
      hostname: 'node-1',
      nowNs: () => 1_000_000_000n,
      random: () => 0.5,
      heartbeat: new Heartbeat(heartbeatMemory()),
      send: (alerts) => sent.push(...alerts),
      ask: (found) => asked.push(...found),
    })
    pipeline.seed()
    return { source, sent, asked, pipeline }
  }

  test('a match becomes an alert with Falco’s line, its fields and its lineage', async () => {
    const { source, sent, pipeline } = await setUp()
    source.batches.push([cat, read])
    expect(pipeline.visit()).toBe(false)
    expect(sent).toMatchObject([
      {
        rule: 'Shadow read',
        priority: 'Warning',
        hostname: 'node-1',
        output:
          '2026-11-23T20:36:22.056403191+0000: Warning Shadow read (file=/etc/shadow program=cat parent=sh image=)',
        fields: { 'fd.name': '/etc/shadow', 'proc.name': 'cat', 'proc.pname': 'sh' },
        lineage: [
          { pid: 7, name: 'cat' },
          { pid: 5, name: 'sh' },
        ],
        evidence: { complete: true, lostEvents: 0, missing: [] },
      },
    ])
  })

  test('an alert that leaves before its container is known is said again when it is', async () => {
    const { source, sent, asked, pipeline } = await setUp()
    source.batches.push([{ ...cat, cgroup: `/docker/${'ab'.repeat(32)}` }, read])
    pipeline.visit()
    expect(asked).toEqual([{ id: 'ab'.repeat(32), runtime: 'docker', pid: 7 }])
    expect(sent).toMatchObject([
      {
        fields: { 'container.image.repository': null },
        evidence: { complete: false, missing: ['container metadata pending'] },
      },
    ])
    for (const found of [...asked, ...asked])
      pipeline.settle(found, { ...unknownContainer, imageRepository: 'team/web' })
    const [alert, patch, ...more] = sent
    expect(more).toEqual([])
    expect(patch).toEqual({
      ...alert,
      output: alert?.output.replace('image=<NA>', 'image=team/web'),
      fields: { ...alert?.fields, 'container.image.repository': 'team/web' },
      evidence: { complete: true, lostEvents: 0, missing: [] },
      patchable: undefined,
      patches: alert?.patchable,
    })
    source.batches.push([read])
    pipeline.visit()
    expect(sent[2]).toMatchObject({
      evidence: { complete: true },
      fields: { 'container.image.repository': 'team/web' },
    })
    expect(sent[2]?.patchable).toBe(undefined)
  })

  test('where no runtime knows the container, the alert is said again with that', async () => {
    const { source, sent, asked, pipeline } = await setUp()
    source.batches.push([{ ...cat, cgroup: `/docker/${'ab'.repeat(32)}` }, read])
    pipeline.visit()
    for (const found of asked) pipeline.settle(found, null)
    expect(sent[1]).toMatchObject({
      patches: sent[0]?.patchable,
      evidence: { complete: false, missing: ['container unknown to its runtime'] },
    })
    source.batches.push([read])
    pipeline.visit()
    expect(sent[2]?.evidence.missing).toEqual(['container unknown to its runtime'])
    expect(sent[2]?.patchable).toBe(undefined)
  })

  test('after a loss alerts say so, until a snapshot has made the process table whole', async () => {
    const { source, sent, pipeline } = await setUp()
    source.dropped = 3
    source.batches.push([cat, read])
    pipeline.visit()
    expect(source.snapshots).toBe(2)
    source.batches.push([read])
    pipeline.visit()
    expect(sent.map(({ evidence }) => evidence)).toEqual([
      { complete: false, lostEvents: 3, missing: ['3 events lost on this node'] },
      { complete: true, lostEvents: 0, missing: [] },
    ])
  })

  test('opens that were lost leave the process table as it is, and alerts say so until all that waited is judged', async () => {
    const { source, sent, pipeline } = await setUp()
    source.droppedOpens = 2
    source.batches.push([cat, read])
    pipeline.visit()
    source.batches.push([read])
    pipeline.visit()
    expect(source.snapshots).toBe(1)
    expect(sent.map(({ evidence }) => evidence.lostEvents)).toEqual([2, 0])
  })

  test('matches past the bound are held back, counted by rule and told once there is room', async () => {
    const { source, sent, pipeline } = await setUp()
    source.batches.push([cat], ...Array.from({ length: 11 }, () => Array.from({ length: 1000 }, () => read)))
    while (pipeline.visit());
    expect(sent.length).toBe(10_000)
    pipeline.taken(10_000)
    expect(sent.slice(10_000)).toMatchObject([
      { rule: 'eyas: alerts held back', source: 'internal', fields: { rule: 'Shadow read', matches: 1000 } },
    ])
  })

  test('a rule that failed is told as an alert of its own', async () => {
    const { source, sent, pipeline } = await setUp()
    pipeline.trapped('Shadow read', new Error('unreachable'))
    source.batches.push([cat])
    pipeline.visit()
    expect(sent).toMatchObject([{ rule: 'eyas: rule failed', priority: 'Error', fields: { rule: 'Shadow read' } }])
  })
})
