import { describe, expect, test } from 'vitest'
import { columnOf } from '#schema/layout'
import { descriptor, header, processBody } from '#schema/record'
import { writeRecord, writeRecords } from './record-writer.ts'

const textOf = (record: Uint8Array, column: number): string => {
  const view = new DataView(record.buffer)
  const offset = view.getUint32(column, true)
  return new TextDecoder().decode(record.subarray(offset, offset + view.getUint32(column + 4, true)))
}

describe('writeRecord', () => {
  test('puts columns and texts where the layout says', () => {
    const record = writeRecord({ type: 'openat', pid: 7, name_raw: '/etc/shadow', open_flags: 'O_RDONLY|O_CREAT' })
    const view = new DataView(record.buffer)
    expect(view.getUint32(0, true)).toBe(record.length)
    expect(record.length % 8).toBe(0)
    expect(view.getUint32(columnOf(header, 'pid').offset, true)).toBe(7)
    expect(view.getUint32(columnOf(descriptor, 'open_flags').offset, true)).toBe(5)
    expect(textOf(record, columnOf(descriptor, 'name_raw').offset)).toBe('/etc/shadow')
    expect(view.getUint32(columnOf(descriptor, 'base').offset, true)).toBe(0)
  })

  test('tells an empty text from an absent one', () => {
    const record = writeRecord({ type: 'execve', pid: 7, comm: '' })
    const view = new DataView(record.buffer)
    expect(view.getUint32(columnOf(processBody, 'comm').offset, true)).not.toBe(0)
    expect(view.getUint32(columnOf(processBody, 'exe').offset, true)).toBe(0)
  })

  test('ends each member of a list with a zero byte', () => {
    const record = writeRecord({ type: 'execve', pid: 7, args: ['-c', '', 'id'] })
    expect(textOf(record, columnOf(processBody, 'args').offset)).toBe('-c\0\0id\0')
  })

  test('maps IPv4 into IPv6', () => {
    const record = writeRecord({ type: 'connect', pid: 7, remote_address: '10.0.0.1', remote_port: 443 })
    const { offset } = columnOf(descriptor, 'remote_address')
    expect([...record.subarray(offset + 10, offset + 16)]).toEqual([255, 255, 10, 0, 0, 1])
  })

  test.each([
    {
      name: 'a type without a record',
      object: { type: 'nanosleep' },
      says: /no record for events of type 'nanosleep'/,
    },
    { name: 'a column that does not exist', object: { type: 'openat', nam_raw: '/x' }, says: /no column 'nam_raw'/ },
    {
      name: 'a flag that does not exist',
      object: { type: 'openat', open_flags: 'O_MAGIC' },
      says: /no flag 'O_MAGIC'/,
    },
    { name: 'an address that is none', object: { type: 'connect', remote_address: '1.2.3' }, says: /no address/ },
    {
      name: 'text beyond the largest record',
      object: { type: 'openat', name_raw: 'x'.repeat(70_000) },
      says: /larger than/,
    },
  ])('refuses $name', ({ object, says }) => {
    expect(() => writeRecord(object)).toThrow(says)
  })
})

test('writeRecords puts records one behind the other', () => {
  const one = writeRecord({ type: 'procexit', pid: 1 })
  const two = writeRecord({ type: 'openat', pid: 2 })
  expect(
    writeRecords([
      { type: 'procexit', pid: 1 },
      { type: 'openat', pid: 2 },
    ]),
  ).toEqual(Uint8Array.from([...one, ...two]))
})
