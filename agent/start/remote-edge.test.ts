import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, startEdge } from '#edge'
import { type Identity, loadIdentity } from '../identity.ts'
import { systemClock } from '../outbox/index.ts'
import { joinEdge, type RemoteEdge, startJoining } from './remote-edge.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-joining-'))
let edge: Edge
let stranger: Identity
let known: Identity

const remoteOf = (identity: Identity, given: Partial<RemoteEdge> = {}): RemoteEdge => ({
  ...{ url: edge.url, enrolToken: undefined, tenant: undefined, hostname: 'h', identity, fetch },
  ...given,
})

beforeAll(async () => {
  edge = await startEdge({ dataDirectory: folder, port: 0, log: () => {} })
  stranger = await loadIdentity(join(folder, 'stranger'))
  known = await loadIdentity(join(folder, 'known'))
  await joinEdge(remoteOf(known, { enrolToken: edge.enrolToken }))
}, 120_000)
afterAll(async () => {
  await edge.stop()
  rmSync(folder, { recursive: true })
})

test('a node that is known needs no token, and a token that is refused does it no harm', async () => {
  expect(await joinEdge(remoteOf(known))).toEqual({ kind: 'known' })
  expect(await joinEdge(remoteOf(known, { enrolToken: 'worn' }))).toEqual({ kind: 'known' })
})

test.each([
  { name: 'no token', given: {}, says: /is not enrolled there; alerts wait.*\n.*EYAS_ENROL_TOKEN/ },
  {
    name: 'a wrong token',
    given: { enrolToken: 'wrong' },
    says: /^this node could not join: the edge answered 401: [^{}]*[^.]\n {2}EYAS_ENROL_TOKEN takes/,
  },
  {
    name: 'a token of another role',
    given: () => ({ enrolToken: edge.readToken }),
    says: /answered 403.*\n.*EYAS_ENROL/,
  },
  { name: 'no edge there', given: { url: 'http://127.0.0.1:9' }, says: /127.0.0.1:9 does not answer\n/ },
])('a node with $name is told in words', async ({ given, says }) => {
  const joined = await joinEdge(remoteOf(stranger, typeof given === 'function' ? given() : given))
  expect(joined).toEqual({ kind: 'unknown', trouble: expect.stringMatching(says) })
})

test('joining without a token is over after the first answer', async () => {
  const said: string[] = []
  const joining = startJoining(remoteOf(stranger), systemClock, (line) => void said.push(line))
  expect(await joining.first).toMatch(/not enrolled/)
  await joining.done
  expect(said).toEqual([])
})
