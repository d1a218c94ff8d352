import { expect, test } from 'vitest'
import { lineage, occurrence, seeded, shuffled } from '../fixtures/alerts.ts'
import { MemoryStore } from './memory-store.ts'
import type { Occurrence } from './occurrence.ts'
import { place } from './place.ts'

const at = (id: string, minutes: number, chain: string, containerId = 'host', node = 'n1') =>
  occurrence(id, minutes, { lineage: chain === '' ? [] : lineage(chain), containerId, rule: `rule ${id}` }, node)

const counts = (occurrences: readonly Occurrence[]): readonly number[] => {
  const store = new MemoryStore()
  for (const item of occurrences) place(item, store)
  return [...store.incidents.values()].map(({ summary }) => summary.count).sort()
}

const nginx = 'nginx 812 < systemd 1'
const rows: readonly { name: string; alerts: readonly Occurrence[]; incidents: readonly number[] }[] = [
  {
    name: 'many alerts from one process tree are one incident',
    alerts: [
      at('1', 0, `sh 30 < ${nginx}`),
      at('2', 1, `cat 31 < sh 30 < ${nginx}`),
      at('3', 2, `curl 40 < sh 39 < ${nginx}`),
    ],
    incidents: [3],
  },
  {
    name: 'two SSH logins are two incidents',
    alerts: [
      at('1', 0, 'cat 31 < bash 30 < sshd 29 < sshd 5 < systemd 1'),
      at('2', 0, 'cat 41 < bash 40 < sshd 39 < sshd 5 < systemd 1'),
    ],
    incidents: [1, 1],
  },
  {
    name: 'commands started by init apart from each other are apart',
    alerts: [at('1', 0, 'cat 31 < sh 30 < init 1'), at('2', 0, 'cat 41 < sh 40 < init 1')],
    incidents: [1, 1],
  },
  {
    name: 'one container is one incident, whoever started the process',
    alerts: [
      at('1', 0, 'sh 30 < containerd-shim 5 < systemd 1', 'abc'),
      at('2', 0, 'id 40 < containerd-shim 5 < systemd 1', 'abc'),
    ],
    incidents: [2],
  },
  {
    name: 'two containers under one shim are two',
    alerts: [
      at('1', 0, 'sh 30 < containerd-shim 5 < systemd 1', 'abc'),
      at('2', 0, 'id 40 < containerd-shim 5 < systemd 1', 'def'),
    ],
    incidents: [1, 1],
  },
  { name: 'half an hour apart is together', alerts: [at('1', 0, nginx), at('2', 30, nginx)], incidents: [2] },
  { name: 'longer is another incident', alerts: [at('1', 0, nginx), at('2', 30.01, nginx)], incidents: [1, 1] },
  {
    name: 'an alert in between joins both',
    alerts: [at('1', 0, nginx), at('2', 50, nginx), at('3', 25, nginx)],
    incidents: [3],
  },
  {
    name: 'the same pid on two nodes is two',
    alerts: [at('1', 0, nginx), at('1', 0, nginx, 'host', 'n2')],
    incidents: [1, 1],
  },
  {
    name: 'without a process only repeats are together',
    alerts: [occurrence('1', 0), occurrence('2', 1), at('3', 1, '', '')],
    incidents: [1, 2],
  },
]

test.each(rows)('$name', ({ alerts, incidents }) => {
  expect(counts(alerts)).toEqual(incidents)
  expect(counts([...alerts].reverse())).toEqual(incidents)
})

test('a pid that was used again is another process', () => {
  const again = lineage('sh 30').map((process) => ({ ...process, startNs: 99n }))
  expect(counts([at('1', 0, 'sh 30'), occurrence('2', 1, { lineage: again, rule: 'other' })])).toEqual([1, 1])
})

test('the earliest alert names the incident, whenever it comes', () => {
  const alerts = [at('1', 0, nginx), at('2', 5, nginx), at('3', 9, nginx)]
  const ids = new Set<string>()
  for (let seed = 0; seed < 10; seed++) {
    const store = new MemoryStore()
    for (const item of shuffled(alerts, seeded(seed))) place(item, store)
    for (const id of store.incidents.keys()) ids.add(id)
  }
  expect(ids.size).toBe(1)
})

test('repeats fold into one entry with the newest sample', () => {
  const store = new MemoryStore()
  const repeat = (id: string, minutes: number) =>
    occurrence(id, minutes, { lineage: lineage(`sh ${id} < nginx 812`), output: id })
  for (const item of [repeat('12', 2), repeat('10', 0), repeat('11', 1)]) place(item, store)
  const [incident] = store.incidents.values()
  const [entry, ...others] = incident?.entries.values() ?? []
  expect(others).toEqual([])
  expect([entry?.count, entry?.first.id, entry?.sample.alert.output]).toEqual([3, 'n1/00000000/10', '12'])
})
