import { describe, expect, test } from 'vitest'
import type { AlertJson } from '#schema/incident'
import type { EdgeClient, Query } from '../edge-client/edge-client.ts'
import { AlertUnknown, timeSpanOf } from './alert-time.ts'

const second = 1_000_000_000n
const at = (n: number): string => `2026-11-24T03:08:${String(n).padStart(2, '0')}.5Z`
const ns = (n: number): bigint => 1_795_489_680n * second + BigInt(n) * second + second / 2n

const alert = (id: string, firstSeen: number, lastSeen: number): AlertJson => ({
  ...{ id, incident: 'inc_1', node: 'node', hostname: 'h', rule: 'r', priority: 'Warning', source: 'syscall' },
  ...{ tags: [], output: '', fields: {}, lineage: [], containerId: 'host', patched: false, count: 1 },
  evidence: { complete: true, lostEvents: 0, missing: [] },
  ...{ firstSeen: at(firstSeen), lastSeen: at(lastSeen) },
})

/** An edge with two pages of alerts, which hears what it is asked. */
function edgeOf(asked: Query[]): EdgeClient {
  const pages = [[alert('node/12345678/2', 3, 3)], [alert('node/12345678/1', 1, 2)]]
  return {
    alerts: async (query) => {
      asked.push(query)
      const page = query.cursor === undefined ? 0 : Number(query.cursor)
      return { items: pages[page] ?? [], cursor: page + 1 < pages.length ? String(page + 1) : null }
    },
    incidents: async () => ({ items: [], cursor: null }),
    incident: () => Promise.reject(new Error('nobody asks for an incident here')),
  }
}

describe('the time of an alert', () => {
  test('is from the first to the last of what it stands for, on whatever page it is', async () => {
    const asked: Query[] = []
    const found = await timeSpanOf('node/12345678/1', async () => edgeOf(asked))
    expect(found).toEqual({ fromNs: ns(1), toNs: ns(2) })
    expect(asked).toEqual([
      { node: 'node', limit: '500', cursor: undefined },
      { node: 'node', limit: '500', cursor: '1' },
    ])
  })

  test('that no page has is a fault that names it', async () => {
    const asking = timeSpanOf('node/12345678/9', async () => edgeOf([]))
    await expect(asking).rejects.toThrow(
      new AlertUnknown("the edge has no alert 'node/12345678/9' among its newest 10000"),
    )
  })

  test('that is given as a time asks nobody', async () => {
    const asking = timeSpanOf(at(7), () => Promise.reject(new Error('asked')))
    await expect(asking).resolves.toEqual({ fromNs: ns(7), toNs: ns(7) })
  })
})
