import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootTimeNs, buildNative, buildScapReader } from '#native'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import type { FieldValue } from '#schema/alert'
import { createRuntime, type Match } from '#wasm-runtime'
import { readAccounts } from '../accounts.ts'
import { runCli } from '../cli/main.ts'
import { cacheDirectory } from '../start/prepare-rules.ts'
import { CaptureFile } from './capture-file.ts'
import { EventFilter } from './event-filter.ts'
import { allEventTypes, withState } from './event-types.ts'
import { type BatchFilter, type Recorded, recordLive } from './record-live.ts'
import { readStrictly, type StrictScap } from './testing/strict-scap.ts'
import { runWorkload, workloadName } from './testing/workload.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-record-'))
writeFileSync(join(folder, 'input'), 'x')

const mine = `(proc.name = ${workloadName} or proc.aname = ${workloadName})`
const shown = [
  'evt.type evt.res evt.rawres evt.args evt.dir evt.failed evt.cpu',
  'proc.name proc.exe proc.exepath proc.cmdline proc.pid proc.ppid proc.pname proc.aname[2] proc.cwd proc.vpid proc.sid',
  'proc.vpgid proc.tty proc.is_exe_writable thread.tid user.uid user.name user.loginuid group.gid container.id',
  'fd.num fd.type fd.name fd.directory fd.filename fd.sip fd.cip fd.sport fd.cport fd.l4proto',
]
const rules = JSON.stringify([
  {
    rule: 'Seen',
    desc: 'd',
    condition: mine,
    priority: 'DEBUG',
    output: shown.join(' ').replaceAll(/\S+/g, '$&=%$&'),
  },
])

/** Everything that was judged, as the live agent judges it. */
class Tee implements BatchFilter {
  readonly #runtime
  readonly matches: Match[] = []

  constructor(runtime: ReturnType<typeof createRuntime>) {
    this.#runtime = runtime
  }
  get batch(): Uint8Array<ArrayBuffer> {
    const { offset, capacity } = this.#runtime.batchRegion
    // Not shared with another thread.
    return new Uint8Array(this.#runtime.memory.buffer as ArrayBuffer, offset, capacity)
  }
  judge(bytes: number): undefined {
    this.#runtime.judge(bytes)
    this.matches.push(...this.#runtime.matches())
  }
}

async function record(
  eventTypes: readonly string[],
  filter: BatchFilter | undefined,
  name: string,
): Promise<{ done: Recorded; scap: StrictScap; path: string }> {
  const path = join(folder, name)
  const stop = new AbortController()
  const begun = Promise.withResolvers<void>()
  const recording = recordLive(
    {
      ...{ eventTypes, filter, hostname: 'h', mostEvents: Number.POSITIVE_INFINITY },
      nowNs: () => BigInt(Date.now()) * 1_000_000n,
      file: new CaptureFile(path, name.endsWith('.gz')),
      begun: () => begun.resolve(),
      watch: () => {},
    },
    stop.signal,
  )
  await Promise.race([begun.promise, recording])
  const place = mkdtempSync(join(folder, 'work-'))
  writeFileSync(join(place, 'input'), 'x')
  await runWorkload(place)
  stop.abort()
  const done = await recording
  const file = readFileSync(path)
  return { done, path, scap: readStrictly(name.endsWith('.gz') ? gunzipSync(file) : file) }
}

/** What `eyas replay` makes of a capture. */
async function replayed(path: string): Promise<readonly Readonly<Record<string, FieldValue>>[]> {
  const alerts: Record<string, FieldValue>[] = []
  const words: string[] = []
  const status = await runCli(['replay', '-r', join(folder, 'rules.yaml'), '--json', path], folder, {
    print: (lines) => {
      for (const line of lines.split('\n')) alerts.push(JSON.parse(line).output_fields)
    },
    say: (line) => void words.push(line),
    redraw: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    ...{ showsOutput: false, showsWords: false, isInteractive: false, hasColour: false },
  })
  expect({ status, words: words.filter((line) => /byte \d/.test(line)) }).toEqual({ status: 0, words: [] })
  return alerts
}

beforeAll(async () => {
  writeFileSync(join(folder, 'rules.yaml'), rules)
  await buildNative({ log: () => {} })
  await buildScapReader({ log: () => {} })
}, 300_000)
afterAll(() => {
  stopAssembler()
  rmSync(folder, { recursive: true })
})

const names = shown.join(' ').split(' ')

type Fields = Readonly<Record<string, FieldValue | undefined>>

/**
 * Where Falco sees less than the kernel tells live, or calls it otherwise: `type field` of an event. What a capture
 * holds follows Falco.
 */
const asFalcoHasIt: readonly RegExp[] = [
  // What is closed is not told live.
  /^close (fd\.|evt\.args)/,
  // Falco tells a directory by O_DIRECTORY alone, and says so of everything that the descriptor is used for.
  /^(openat|fchdir|symlinkat|unlinkat) (fd\.(num|type|name|directory|filename|l4proto)|evt\.args)/,
  // Captures have a start of it only.
  /^procexit evt\.(dir|failed|args)/,
  // Falco has an empty name where the kernel has none, and no protocol of what is no socket.
  /^(fcntl|dup2|pipe2|socketpair) (fd\.|evt\.args)/,
  // A socket has ends in Falco once it is connected; where it is bound to, a server.
  /^(socket|bind|listen) (fd\.|evt\.args)/,
  // Whose address a datagram leaves from Falco takes from the other end; who is the server from who accepted.
  /^(sendto|recvfrom) (fd\.(name|[cs](ip|port))|evt\.args)/,
  // Of a connection that failed Falco does not keep the end.
  /^connect (fd\.name|evt\.args)/,
  // Arguments that only captures have, or print in another way.
  /^(execve|clone|vfork|chdir|setsid) evt\.args/,
  // Live, setsid is followed; libsinsp waits for an exec.
  /^\S+ proc\.vpgid/,
]

/** `type field: live, again` for each field that is not the same. */
const differences = (live: readonly Fields[], again: readonly Fields[]): readonly string[] =>
  live.flatMap((fields, i) =>
    names
      .filter((name) => String(fields[name]) !== String(again[i]?.[name]))
      .map((name) => `${fields['evt.type']} ${name}: ${fields[name]}, ${again[i]?.[name]}`)
      .filter((text) => !asFalcoHasIt.some((pattern) => pattern.test(text))),
  )

describe('a live recording', () => {
  test('gives the alerts and fields on replay that were seen live', async () => {
    const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
    const runtime = createRuntime({ stateModule, bootTimeNs: bootTimeNs() })
    await runtime.load(await compileBundle(loadRules([{ path: 'r', text: rules }]), { cacheDirectory }))
    const { users, groups } = readAccounts()
    runtime.setUsers(users)
    runtime.setGroups(groups)
    const live = new Tee(runtime)
    const { done, path } = await record(allEventTypes, live, 'all.scap')
    expect(done).toMatchObject({ lost: 0 })
    const again = await replayed(path)
    const before = live.matches.map(({ fields }) => fields)
    expect(before.length).toBeGreaterThan(100)
    expect(again.map((fields) => fields['evt.type'])).toEqual(before.map((fields) => fields['evt.type']))
    expect(differences(before, again)).toEqual([])
  }, 120_000)

  test('with a condition keeps what it holds for, and of other events what changes what is known', async () => {
    const filter = await EventFilter.of(`evt.type = fchmod and ${mine}`)
    const { scap, done, path } = await record(withState(filter.eventTypes), filter, 'some.scap.gz')
    const events = scap.events.filter(({ stateOnly, tid }) => !stateOnly && tid !== -1)
    expect(events.map(({ name }) => name)).toEqual(['fchmod', 'fchmod'])
    expect(done.events).toBe(2)
    expect(await replayed(path)).toMatchObject([
      { 'evt.type': 'fchmod', 'fd.filename': 'made', 'proc.name': 'python3' },
      { 'evt.type': 'fchmod', 'fd.filename': 'made', 'fd.num': 77 },
    ])
  }, 120_000)
})
