import { describe, expect, test } from 'vitest'
import { type RecordObject, writeRecords } from '#wasm-runtime'
import { LookBack } from './look-back.ts'

const time = (n: number): bigint => 1_764_000_000_000_000_000n + BigInt(n)
const batch = (...objects: readonly RecordObject[]): Uint8Array => writeRecords(objects)
const open = (n: number, pid = 7): RecordObject => ({ type: 'openat', timestamp_ns: time(n), pid, tid: pid })
const exec = (n: number, pid: number, comm: string): RecordObject => ({
  ...{ type: 'execve', timestamp_ns: time(n), pid, tid: pid, process_pid: pid, comm },
})
const told = (pid: number): RecordObject => ({ type: 'process_snapshot', flags: 2, pid, process_pid: pid, comm: 'old' })
const exit = (n: number, pid: number): RecordObject => ({ type: 'procexit', timestamp_ns: time(n), pid, tid: pid })
const bytes = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
const room = 64 * 1024

describe('a look back', () => {
  test('has the events of the time asked for, and the processes as they were before', () => {
    const ring = new LookBack(room)
    ring.note(batch(told(5), told(7)))
    ring.note(batch(open(1), exec(2, 7, 'cat'), exit(3, 5)))
    ring.note(batch(open(4), open(5), open(6)))
    const found = ring.between(time(4), time(5))
    expect(found.before).toEqual(bytes(batch(exec(2, 7, 'cat'))))
    expect(found.events).toEqual(batch(open(4), open(5)))
    expect(found.oldestNs).toBe(time(1))
  })

  test('of a time before all events has what was there at first', () => {
    const ring = new LookBack(room)
    ring.note(batch(told(5), told(7)))
    ring.note(batch(exec(2, 7, 'cat'), exit(3, 7)))
    const found = ring.between(time(0), time(9))
    expect(found.before).toEqual(batch(told(5), told(7)))
    expect(found.events).toEqual(batch(exec(2, 7, 'cat'), exit(3, 7)))
  })

  test('keeps its bounds, and the processes that are there of what has left', () => {
    const one = batch(open(0)).length
    const ring = new LookBack(one * 4)
    ring.note(batch(told(5)))
    for (let n = 1; n <= 50; n++) ring.note(batch(open(n)))
    const found = ring.between(time(0), time(100))
    expect(found.before).toEqual(batch(told(5)))
    expect(found.events.length).toBeGreaterThan(one)
    expect(found.events.length).toBeLessThanOrEqual(one * 4)
    expect(found.events.slice(-one)).toEqual(batch(open(50)))
    expect(found.oldestNs).toBeGreaterThan(time(40))
  })

  test('takes a batch that is larger than the ring for gone', () => {
    const ring = new LookBack(256)
    ring.note(batch(told(5), exec(1, 7, 'cat'), open(2), open(3), open(4)))
    expect(ring.between(time(0), time(9))).toEqual({
      before: batch(told(5), exec(1, 7, 'cat')),
      events: new Uint8Array(),
      oldestNs: undefined,
    })
  })

  test('tells what a new list of processes says in the middle', () => {
    const ring = new LookBack(room)
    ring.note(batch(open(1)))
    ring.note(batch(told(9)))
    ring.note(batch(open(2, 9)))
    expect(ring.between(time(1), time(2)).events).toEqual(batch(open(1), told(9), open(2, 9)))
  })
})
