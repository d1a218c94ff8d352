import { expect, test } from 'vitest'
import { Faults } from '../fault.ts'
import { memorySql } from '../fixtures/sqlite.ts'
import { readSilence, type SilenceRequest, silenceJson, silenceState } from './silence.ts'
import { SilenceStore } from './silence-store.ts'

const now = Date.parse('2026-01-01T00:00:00Z')
const hour = 3_600_000
const given = {
  matchers: [{ name: 'alertname', value: 'Shell', isRegex: false, isEqual: true }],
  startsAt: '2026-01-01T00:00:00Z',
  endsAt: '2026-01-01T02:00:00.123456789+00:00',
  createdBy: 'ana',
  comment: 'known',
}

const rows: readonly { name: string; change: object; places: readonly string[] }[] = [
  { name: 'a whole one', change: {}, places: [] },
  { name: 'one that began before now', change: { startsAt: '2025-01-01T00:00:00Z' }, places: [] },
  { name: 'one without an author', change: { createdBy: ' ' }, places: ['createdBy'] },
  { name: 'one without a comment', change: { comment: undefined }, places: ['comment'] },
  { name: 'one that is over', change: { endsAt: '2025-12-31T00:00:00Z' }, places: ['endsAt'] },
  { name: 'one longer than the cap', change: { endsAt: '2026-05-01T00:00:00Z' }, places: ['endsAt'] },
  { name: 'one without matchers', change: { matchers: [] }, places: ['matchers'] },
  {
    name: 'one that mutes all',
    change: { matchers: [{ name: 'x', value: '.*', isRegex: true }] },
    places: ['matchers'],
  },
  {
    name: 'one with a broken pattern',
    change: { matchers: [{ name: 'x', value: '(', isRegex: true }] },
    places: ['matchers'],
  },
  {
    name: 'one with everything wrong',
    change: { startsAt: 'now', endsAt: 5, comment: '' },
    places: ['startsAt', 'endsAt', 'endsAt', 'endsAt', 'comment'],
  },
]

test.each(rows)('$name', ({ change, places }) => {
  const faults = new Faults()
  readSilence({ ...given, ...change }, now, faults)
  expect(faults.found.map((fault) => fault.place)).toEqual(places)
})

const store = () => {
  let next = 0
  return new SilenceStore(memorySql(), () => `s${++next}`)
}
const request = (change: Partial<SilenceRequest> = {}): SilenceRequest => ({
  matchers: [{ name: 'alertname', operator: '=', value: 'Shell' }],
  startsMs: now,
  endsMs: now + 2 * hour,
  createdBy: 'ana',
  comment: 'known',
  ...change,
})

test('a silence begins, mutes what it matches and ends', () => {
  const silences = store()
  silences.put(request({ startsMs: now + hour }), now)
  const inForce = (at: number) => silences.inForce(at).map((silence) => silence.matches({ alertname: 'Shell' }))
  expect([now, now + hour, now + 2 * hour].map(inForce)).toEqual([[], [true], []])
  expect(silences.all().map((silence) => silence.matches({ alertname: 'Other' }))).toEqual([false])
})

test('what an operator did to it stays on record', () => {
  const silences = store()
  const id = silences.put(request(), now) ?? ''
  silences.put(request({ id, endsMs: now + 3 * hour, comment: 'longer' }), now + 1)
  expect(silences.expire(id, 'eva', now + hour)).toBe(true)
  expect(silences.expire('none', 'eva', now)).toBe(false)
  expect(silences.acts(id).map(({ action, by, comment }) => [action, by, comment])).toEqual([
    ['create', 'ana', 'known'],
    ['update', 'ana', 'longer'],
    ['expire', 'eva', 'longer'],
  ])
  const silence = silences.get(id)
  expect(silence && silenceState(silence, now + hour)).toBe('expired')
})

test('other matchers make another silence, and the old one ends', () => {
  const silences = store()
  const id = silences.put(request(), now) ?? ''
  const other = silences.put(request({ id, matchers: [{ name: 'node', operator: '=~', value: 'web.*' }] }), now + hour)
  expect(other).toBe('s2')
  expect(silences.inForce(now + hour).map((silence) => silence.id)).toEqual(['s2'])
  expect(silences.put(request({ id: 'none' }), now)).toBeUndefined()
})

test('it comes back in the form in which it was sent', () => {
  const silences = store()
  const id = silences.put(request(), now) ?? ''
  const silence = silences.get(id)
  expect(silence && silenceJson(silence, now)).toMatchObject({
    id,
    matchers: given.matchers,
    startsAt: '2026-01-01T00:00:00.000Z',
    status: { state: 'active' },
  })
})
