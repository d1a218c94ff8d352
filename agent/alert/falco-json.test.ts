import { expect, test } from 'vitest'
import { toFalcoJson } from './falco-json.ts'

test('an alert has the keys of Falco, fields and tags sorted, big integers whole', () => {
  const line = toFalcoJson({
    timeNs: 1_795_466_182_056_403_191n,
    rule: 'r',
    priority: 'Warning',
    source: 'syscall',
    tags: ['b', 'a'],
    hostname: 'node-1',
    output: 'o',
    fields: { 'proc.pid': 12, 'evt.time': 1_795_466_182_056_403_191n, 'fd.name': null },
    lineage: [],
    containerId: 'host',
    evidence: { complete: true, lostEvents: 0, missing: [] },
  })
  expect(line).toBe(
    '{"hostname":"node-1","output":"o","output_fields":{"evt.time":1795466182056403191,"fd.name":null,"proc.pid":12},' +
      '"priority":"Warning","rule":"r","source":"syscall","tags":["a","b"],"time":"2026-11-23T20:36:22.056403191Z"}',
  )
})
