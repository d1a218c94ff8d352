import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordFlags } from '#schema/record'
import type { Source } from './index.ts'
import { ProcSnapshot } from './proc-snapshot.ts'
import { type ReadRecord, readRecords } from './record-reader.ts'
import { attachedSource, compileCalls, observe, snapshotOf, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()

const byPid = (records: readonly ReadRecord[]): Map<unknown, ReadRecord['columns']> =>
  new Map(records.map(({ columns }) => [columns.pid, columns]))

/** The pids from this process up to the first. */
function ancestors(processes: Map<unknown, ReadRecord['columns']>): unknown[] {
  const line: unknown[] = []
  for (let one = processes.get(process.pid); one !== undefined; one = processes.get(one.parent_pid)) line.push(one.pid)
  return line
}

function procSnapshot(part = 1 << 22): readonly ReadRecord[] {
  const snapshot = new ProcSnapshot({ wantEnv: false })
  const records: ReadRecord[] = []
  for (;;) {
    const buffer = new Uint8Array(part)
    const { bytes, complete } = snapshot.readInto(buffer, 0, part)
    records.push(...readRecords(buffer.subarray(0, bytes)))
    if (complete) return records
  }
}

describe.skipIf(obstacle)(`the snapshot${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let calls: string
  beforeAll(() => {
    source = attachedSource()
    calls = compileCalls()
  })
  afterAll(() => {
    source.close()
    rmSync(calls)
  })

  test('has this process and its ancestors up to the first', () => {
    const processes = byPid(snapshotOf(source))
    expect(ancestors(processes).at(-1)).toBe(1)
    expect(processes.get(process.pid)).toMatchObject({
      flags: recordFlags.SNAPSHOT,
      number: 0n,
      parent_pid: process.ppid,
      exe_path: process.execPath,
      cwd: `${process.cwd()}/`,
      process_uid: process.geteuid?.(),
    })
  })

  test('has the arguments and the identity that the exec of a process had', async () => {
    const child = spawn(calls, ['wait', '', 'last'], { stdio: ['pipe', 'pipe', 'ignore'] })
    await once(child, 'spawn')
    const processes = byPid(snapshotOf(source))
    child.stdin.end()
    await once(child, 'exit')
    const { of } = observe(source, calls, [])
    expect(of('execve')).toHaveLength(1)
    expect(processes.get(child.pid)).toMatchObject({ exe: calls, exe_path: calls, args: ['wait', '', 'last'] })
    expect(processes.get(child.pid)?.parent_start_ns).toBe(processes.get(process.pid)?.process_start_ns)
  })

  test('comes whole through a target with room for one record', () => {
    const target = new Uint8Array(65536)
    const pids: unknown[] = []
    for (let complete = false; !complete; ) {
      const part = source.snapshot(target, 0, target.length)
      pids.push(...readRecords(target.subarray(0, part.bytes)).map(({ columns }) => columns.pid))
      complete = part.complete
    }
    expect(pids).toContain(process.pid)
    expect(new Set(pids).size).toBe(pids.length)
  })

  test('says of this process what /proc says, but for the finer start times', () => {
    const fromKernel = { ...byPid(snapshotOf(source)).get(process.pid) }
    const fromProc = { ...byPid(procSnapshot()).get(process.pid) }
    const volatile = ['size', 'timestamp_ns', 'tid', 'cpu', 'exe_flags', 'cgroup_id', 'comm', 'exec_ns', 'exec_id']
    const texts = ['start_ns', 'process_start_ns', 'parent_start_ns']
    for (const name of texts) {
      const difference = Number(fromKernel[name]) - Number(fromProc[name])
      expect(Math.abs(difference)).toBeLessThan(20_000_000)
    }
    for (const name of [...volatile, ...texts]) {
      delete fromKernel[name]
      delete fromProc[name]
    }
    expect(fromProc).toEqual(fromKernel)
  })
})

test('the snapshot from /proc comes whole in parts', () => {
  const whole = byPid(procSnapshot())
  const parts = byPid(procSnapshot(65536))
  expect(ancestors(parts)).toEqual(ancestors(whole))
})
