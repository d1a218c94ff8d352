import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import { answerBytes, answerColumns } from '#schema/memory'
import { recordFlags } from '#schema/record'
import type { Source } from './index.ts'
import type { TypeFilter } from './kernel-filter.ts'
import type { ReadRecord } from './record-reader.ts'
import { attachedSource, drained, snapshotOf, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const none = '0000000000000000'
const first = '0000000000000001'
const ordinary = '/etc/hostname'

/** Asks whatever user space says in the first word of a process. */
const asking = (parts: Partial<TypeFilter> = {}): TypeFilter => ({
  code: eventTypeNamed('openat')?.code ?? 0,
  all: first,
  changesState: false,
  bits: [],
  numbers: [],
  processWord: 0,
  ...parts,
})

interface Said {
  readonly word: bigint
  readonly contained?: boolean
  readonly execId?: bigint
}

/** An answer as wasm-runtime writes it. */
function answerFor({ columns }: ReadRecord, { word, contained = false, execId }: Said): Uint8Array {
  const bytes = new Uint8Array(answerBytes)
  const view = new DataView(bytes.buffer)
  view.setUint32(answerColumns.pid, Number(columns.process_pid), true)
  view.setBigUint64(answerColumns.startNs, BigInt(String(columns.process_start_ns)), true)
  view.setBigUint64(answerColumns.execId, execId ?? BigInt(String(columns.exec_id)), true)
  view.setUint32(answerColumns.contained, contained ? 1 : 0, true)
  view.setBigUint64(answerColumns.words, word, true)
  return bytes
}

describe.skipIf(obstacle)(`answers for processes${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let shell: ChildProcessWithoutNullStreams
  beforeAll(() => {
    source = attachedSource({ eventTypes: ['openat'] })
  })
  beforeEach(() => {
    shell = spawn('sh')
    source.setFilter([asking()])
  })
  afterEach(async () => {
    shell.stdin.end()
    await once(shell, 'exit')
    source.setFilter(undefined)
  })
  afterAll(() => source.close())

  /** Has the shell do something that ends with a line of output; answers the opens that were told of it. */
  async function doing(line: string): Promise<readonly ReadRecord[]> {
    drained(source)
    shell.stdin.write(`${line}\n`)
    await once(shell.stdout, 'data')
    return drained(source).filter(({ type, columns }) => type === 'openat' && columns.pid === shell.pid)
  }

  const opening = () => doing(`: < ${ordinary}; echo done`)
  const becomingAnother = () => doing("exec sh -c 'echo done; exec sh'")
  function ofShell(): ReadRecord {
    const record = snapshotOf(source).find(({ columns }) => columns.process_pid === shell.pid)
    if (record === undefined) throw new Error('the snapshot lacks the shell')
    return record
  }
  const say = (said: Said): void => {
    const answer = answerFor(ofShell(), said)
    source.answer(answer, 0, answer.length)
  }

  test('until there is one, everything is told and says so', async () => {
    await opening()
    const told = await opening()
    expect(told).toHaveLength(1)
    expect(Number(told[0]?.columns.flags) & recordFlags.UNANSWERED).toBe(recordFlags.UNANSWERED)
  })

  test('a process without a clause is let go, one with a clause is told and answered for', async () => {
    await opening()
    say({ word: 0n })
    expect(await opening()).toHaveLength(0)
    say({ word: 1n })
    const told = await opening()
    expect(told).toHaveLength(1)
    expect(Number(told[0]?.columns.flags) & recordFlags.UNANSWERED).toBe(0)
  })

  test('another image of the process is not answered for', async () => {
    await opening()
    say({ word: 0n })
    expect(await opening()).toHaveLength(0)
    await becomingAnother()
    expect((await opening()).length).toBeGreaterThan(0)
    say({ word: 0n })
    expect(await opening()).toHaveLength(0)
  })

  test('an answer for the image before comes too late', async () => {
    await opening()
    const before = ofShell()
    await becomingAnother()
    const late = answerFor(before, { word: 0n })
    source.answer(late, 0, late.length)
    expect((await opening()).length).toBeGreaterThan(0)
  })

  test('other rules ask anew', async () => {
    await opening()
    say({ word: 0n })
    source.setFilter([asking()])
    expect((await opening()).length).toBeGreaterThan(0)
  })

  test('without a filter an answer is for nobody', async () => {
    await opening()
    source.setFilter(undefined)
    say({ word: 0n })
    source.setFilter([asking()])
    expect((await opening()).length).toBeGreaterThan(0)
  })

  test('a child is another process', async () => {
    await opening()
    say({ word: 0n })
    drained(source)
    shell.stdin.write(`( : < ${ordinary} ); echo done\n`)
    await once(shell.stdout, 'data')
    const opens = drained(source).filter(({ type, columns }) => type === 'openat' && columns.name_raw !== undefined)
    expect(opens.some(({ columns }) => columns.pid !== shell.pid)).toBe(true)
  })

  test('whether it is in a container is part of it', async () => {
    await opening()
    const onlyInside = { fact: 'container', absent: none, starts: [1, 2], masks: [none, first, none] }
    source.setFilter([asking({ numbers: [onlyInside] })])
    say({ word: 1n, contained: false })
    expect(await opening()).toHaveLength(0)
    say({ word: 1n, contained: true })
    expect(await opening()).toHaveLength(1)
  })
})
