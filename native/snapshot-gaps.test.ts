import { expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import { processBody } from '#schema/record'
import { buildRecord } from './record-builder.ts'
import { SnapshotGaps } from './snapshot-gaps.ts'

const processOf = (pid: number, parentPid: number, parentStartNs: bigint): Uint8Array =>
  buildRecord({ type: eventTypeNamed('process_snapshot')?.code ?? 0, pid }, processBody, {
    parent_pid: parentPid,
    parent_start_ns: parentStartNs,
    comm: Buffer.from('x'),
  })

test('a parent that was left out is missing, with the start that its child knows', () => {
  const gaps = new SnapshotGaps()
  gaps.note(Buffer.concat([processOf(10, 1, 5n), processOf(11, 10, 7n)]))
  expect([...gaps.missing([1, 10, 11])]).toEqual([[1, 5n]])
})

test('a process that began after the snapshot is not missing', () => {
  const gaps = new SnapshotGaps()
  gaps.note(processOf(10, 1, 5n))
  expect([...gaps.missing([10, 12])]).toEqual([])
})
