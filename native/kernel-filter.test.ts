import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import { openFlags } from '#schema/record'
import type { Source } from './index.ts'
import { filterBytes, filtersAsBytes, type TypeFilter } from './kernel-filter.ts'
import { attachedSource, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const all = 'ffffffffffffffff'
const none = '0000000000000000'
const first = '0000000000000001'
const here = -100
const writing = openFlags.O_WRONLY | openFlags.O_CREAT | openFlags.O_TRUNC

const filterOf = (type: string, parts: Partial<TypeFilter>): TypeFilter => ({
  code: eventTypeNamed(type)?.code ?? 0,
  all: first,
  changesState: false,
  bits: [],
  numbers: [],
  ...parts,
})
const bits = (test: 'any' | 'all' | 'none', wanted: number, fact = 'open_flags') =>
  ({ fact, test, bits: wanted, otherwise: none }) as const
/** Only these numbers from `start` to before `end` leave a clause. */
const between = (fact: string, start: number, end: number, absent = none) =>
  ({ fact, absent, starts: [start, end], masks: [none, first, none] }) as const

describe.skipIf(obstacle)(`the kernel filter${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  beforeAll(() => {
    program = compileCalls('make-calls')
    source = attachedSource({ eventTypes: ['openat', 'unlink', 'setuid', 'sendto', 'fchdir'] })
  })
  afterEach(() => source.setFilter(undefined))
  afterAll(() => {
    source.close()
    rmSync(program)
  })

  const reading = ['openat', here, '/.', 0] as const
  const failing = ['openat', here, '/no/such', 0] as const
  const made = ['openat', here, '/tmp', 0o20200002, 0o600] as const
  const sending = (port: number) =>
    [
      ['socket', 2, 2, 0],
      ['sendto', '$0', 'x', 1, 0, `in:127.0.0.1:${port}`, 16],
    ] as const

  test.each([
    { name: 'a type that is not named passes', filters: [], calls: [reading], told: 1 },
    {
      name: 'a type without clauses is let go',
      filters: [filterOf('openat', { all: none })],
      calls: [reading],
      told: 0,
    },
    {
      name: 'any of the bits',
      filters: [filterOf('openat', { bits: [bits('any', writing)] })],
      calls: [reading],
      told: 0,
    },
    {
      name: 'none of the bits',
      filters: [filterOf('openat', { bits: [bits('none', writing)] })],
      calls: [reading],
      told: 1,
    },
    {
      name: 'all of the bits',
      filters: [filterOf('openat', { bits: [bits('all', openFlags.O_RDWR | openFlags.O_TMPFILE)] })],
      calls: [made, reading],
      told: 1,
    },
    {
      name: 'a bit that is known only with the file, and is not there,',
      filters: [filterOf('openat', { bits: [bits('any', openFlags.F_CREATED)] })],
      calls: [reading],
      told: 0,
    },
    {
      name: 'the mode',
      filters: [filterOf('openat', { bits: [bits('any', 0o111, 'mode')] })],
      calls: [made],
      told: 0,
    },
    {
      name: 'the result',
      filters: [filterOf('openat', { numbers: [between('result', 0, 2 ** 31)] })],
      calls: [reading, failing],
      told: 1,
    },
    {
      name: 'the kind of descriptor',
      filters: [filterOf('openat', { numbers: [between('kind', 0x64, 0x65)] })],
      calls: [reading, failing],
      told: 1,
    },
    {
      name: 'the user, whom user space may not know yet,',
      filters: [filterOf('openat', { numbers: [between('uid', 4000, 4001, first)] })],
      calls: [reading],
      told: 1,
    },
    {
      name: 'another user',
      filters: [filterOf('openat', { numbers: [between('uid', 4000, 4001)] })],
      calls: [reading],
      told: 0,
    },
    {
      name: 'a fact that the kernel does not know',
      filters: [filterOf('openat', { numbers: [between('login_uid', 1, 2)] })],
      calls: [reading],
      told: 1,
    },
    {
      name: 'the port of the server',
      filters: [filterOf('sendto', { numbers: [between('server_port', 53, 54)] })],
      calls: [...sending(53), ...sending(54)],
      told: 1,
    },
    {
      name: 'a change of state that succeeds passes though no clause is left, one that fails does not',
      filters: [filterOf('setuid', { all: none, changesState: true })],
      calls: [
        ['setuid', 7],
        ['setuid', 0],
      ] as const,
      told: 1,
    },
  ])('$name: $told told', ({ filters, calls, told }) => {
    const before = source.counters()
    source.setFilter(filters)
    const { records } = observe(source, program, callWords(calls))
    const events = records.filter(({ type }) => !['clone', 'execve', 'procexit'].includes(type))
    expect(events).toHaveLength(told)
    const after = source.counters()
    for (const [type, count] of Object.entries(after.types)) {
      const { seen, filtered, own, submitted, droppedFull, droppedWatermark } = count
      expect({ type, seen }).toEqual({ type, seen: filtered + own + submitted + droppedFull + droppedWatermark })
    }
    const letGo = (counters: typeof before): number =>
      Object.values(counters.types).reduce((sum, { filtered }) => sum + filtered, 0)
    const types = new Set(filters.map(({ code }) => code))
    const asked = calls.filter(([name]) => types.has(eventTypeNamed(name)?.code ?? -1)).length
    if (asked > 0) expect(letGo(after) - letGo(before)).toBeGreaterThanOrEqual(asked - told)
  })

  test('the clauses that are left travel with the event', () => {
    source.setFilter([
      filterOf('openat', {
        all: '0000000000000007',
        bits: [{ fact: 'open_flags', test: 'any', bits: writing, otherwise: '0000000000000006' }],
        numbers: [{ fact: 'result', absent: all, starts: [0], masks: ['0000000000000002', '0000000000000005'] }],
      }),
    ])
    const of = (calls: Parameters<typeof callWords>[0]) =>
      observe(source, program, callWords(calls))
        .of('openat')
        .map(({ clauses }) => clauses)
    expect(of([reading, failing, made])).toEqual([4n, 2n, 5n])
  })

  test('a filter that is taken back lets everything pass', () => {
    source.setFilter([filterOf('openat', { all: none })])
    source.setFilter(undefined)
    expect(observe(source, program, callWords([reading])).of('openat')).toMatchObject([{ clauses: 2n ** 64n - 1n }])
  })
})

test('what there is no room for is left out, so that it rules nothing out', () => {
  const starts = Array.from({ length: 32 }, (_, i) => i)
  const masks = Array.from({ length: 33 }, () => none)
  const filter = filterOf('openat', { numbers: [{ fact: 'uid', absent: none, starts, masks }] })
  const bytes = filtersAsBytes([filter], 0).byCode.get(filter.code)
  expect(bytes).toHaveLength(filterBytes)
  expect(new DataView(bytes?.buffer ?? new ArrayBuffer(0)).getUint32(20, true)).toBe(0)
})
