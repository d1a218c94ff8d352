/** The main job on the real kernel: `eyas start`, real attacks, and what a person sees of them within a second. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AlertJson, IncidentJson, Page } from '#schema/incident'
import { freePort, type RunningEyas, runEyas, spawnEyas, startEyas } from './running-eyas.ts'

const canWatch = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux')
const why = canWatch ? '' : ' (skipped: needs root and a kernel with BTF)'
const withinMs = 1_000

/** Runs a program to its end; its exit status does not matter. */
async function run(file: string, words: readonly string[]): Promise<void> {
  await once(spawn(file, words, { stdio: 'ignore' }), 'exit')
}

describe.skipIf(!canWatch)(`the whole path${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-path-'))
  const data = join(folder, 'data')
  const web = join(folder, 'nginx')
  let port = 0
  let eyas: RunningEyas
  let listener: Server

  beforeAll(async () => {
    port = await freePort()
    eyas = startEyas(['--data', data, '--port', String(port)])
    // A web server in name: any program of that name that starts a shell will do, and perl is everywhere.
    copyFileSync('/usr/bin/perl', web)
    spawnSync('chmod', ['755', web])
    listener = createServer((socket) => socket.destroy()).listen(4444, '127.0.0.1')
    await eyas.line((line) => line.includes('watching'), 120_000)
  }, 130_000)

  afterAll(async () => {
    await eyas?.stop()
    listener?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = async <T>(path: string): Promise<T> => {
    const { readToken } = JSON.parse(readFileSync(join(data, 'edge', 'tokens.json'), 'utf8')) as { readToken: string }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${readToken}` } })
    return (await answer.json()) as T
  }
  const incidentsOf = async (): Promise<readonly IncidentJson[]> =>
    (await ask<Page<IncidentJson>>('/v1/incidents')).items

  /** Asks until an incident has a rule that `holds`; the edge has the rest of the second for it. */
  const incidentWith = async (holds: (rule: string) => boolean): Promise<IncidentJson> => {
    const deadline = performance.now() + withinMs
    for (;;) {
      const found = (await incidentsOf()).find(({ rules }) => rules.some(({ rule }) => holds(rule)))
      if (found !== undefined) return found
      if (performance.now() > deadline) throw new Error('no such incident within a second')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  test.each([
    {
      name: 'cat /etc/shadow by an untrusted program',
      act: () => run('/bin/cat', ['/etc/shadow']),
      shows: 'fd.name',
      value: '/etc/shadow',
    },
    {
      name: 'a shell started by a web server',
      act: () => run(web, ['-e', 'system("/bin/sh", "-c", "id; true")']),
      shows: 'proc.pname',
      value: 'nginx',
    },
    {
      name: 'a connection to an unusual port',
      act: () => run('/usr/bin/perl', ['-MIO::Socket::INET', '-e', 'IO::Socket::INET->new("127.0.0.1:4444")']),
      shows: 'fd.sport',
      value: 4444,
    },
  ])('$name is an alert and an incident within a second', async ({ act, shows, value }) => {
    const seen = eyas.alert((alert) => alert.output_fields[shows] === value, withinMs + 1_000)
    await act()
    const acted = performance.now()
    const alert = await seen
    expect(performance.now() - acted).toBeLessThan(withinMs)
    await incidentWith((rule) => rule === alert.rule)
  })

  test('npx eyas incidents --json finds the edge through the data directory', async () => {
    const { status, output } = await runEyas(['incidents', '--json', '--data', data])
    expect(status).toBe(0)
    const incidents = JSON.parse(output) as IncidentJson[]
    expect(incidents.map(({ id }) => id).sort()).toEqual((await incidentsOf()).map(({ id }) => id).sort())
  })

  test('many alerts from one process tree are one incident', async () => {
    const reads = Array.from({ length: 20 }, () => 'cat /etc/shadow').join('; ')
    const server = spawn(web, ['-e', `system("/bin/sh", "-c", "${reads}; cp /bin/true ${folder}/x; ${folder}/x")`])
    await once(server, 'exit')
    const ofTree = async (): Promise<readonly AlertJson[]> =>
      (await ask<Page<AlertJson>>('/v1/alerts?limit=200')).items.filter(({ lineage }) =>
        lineage.some(({ pid }) => pid === server.pid),
      )
    await expect
      .poll(async () => (await ofTree()).reduce((sum, { count }) => sum + count, 0), { timeout: 5_000 })
      .toBeGreaterThanOrEqual(22)
    const incidents = new Set((await ofTree()).map(({ incident }) => incident))
    expect(incidents.size).toBe(1)
    const [id = ''] = incidents
    const { output } = await runEyas(['incidents', id, '--data', data])
    expect(output).toMatch(/severity \d+ of 100, \w+: \d+ for the priority/)
    expect(output).toMatch(/\d+ alerts: same process tree: \w+\(\d+\)/)
  })

  test('Ctrl-C stops everything, and the next start still shows the incidents', async () => {
    const before = (await incidentsOf()).map(({ id }) => id).sort()
    expect(await eyas.stop()).toBe(0)
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
    eyas = startEyas(['--data', data, '--port', String(port)])
    await eyas.line((line) => line.includes('watching'), 30_000)
    expect((await incidentsOf()).map(({ id }) => id)).toEqual(expect.arrayContaining(before))
  })
})

describe('bad input', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-bad-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const rules = join(folder, 'broken.yaml')
  mkdirSync(join(folder, 'empty'))
  writeFileSync(
    rules,
    [
      '- rule: One\n  desc: d\n  condition: evt.type = open and proc.nam = x\n  output: o\n  priority: INFO\n',
      '- rule: Two\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: LOUD\n',
      '- rule: Three\n  desc: d\n  condition: evt.type = open and (\n  output: o\n  priority: INFO\n',
    ].join(''),
  )

  test.each([
    {
      name: 'broken rules',
      words: ['--rules', rules],
      status: 1,
      says: [/broken\.yaml:3:/, /broken\.yaml:10:/, /broken\.yaml:13:/],
    },
    {
      name: 'a rules file that is not there',
      words: ['--rules', join(folder, 'no.yaml')],
      status: 1,
      says: [/does not exist/],
    },
    {
      name: 'a folder without rules',
      words: ['--rules', join(folder, 'empty')],
      status: 1,
      says: [/no file that ends in/],
    },
    { name: 'a port that is no number', words: ['--port', 'x'], status: 1, says: [/--port takes a whole number/] },
    { name: 'an unknown flag', words: ['--prot', '1'], status: 1, says: [/--prot/] },
    {
      name: 'a recording that is not there',
      words: ['--recorded', join(folder, 'no.jsonl')],
      status: 1,
      says: [/no such file/],
    },
  ])('$name: exit $status, every fault said, nothing started', async ({ words, status, says }) => {
    const result = await runEyas(['start', '--data', join(folder, 'data'), ...words])
    expect(result.status, result.words).toBe(status)
    for (const pattern of says) expect(result.words).toMatch(pattern)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })
})

describe.skipIf(!canWatch)(`a world at fault${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-world-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('a port in use is said in one line, alerts wait in the outbox, and reach the edge once the port is free', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const data = join(folder, 'port')
    const eyas = startEyas(['--data', data, '--port', String(port)])
    try {
      await eyas.line((line) => line.includes('watching'), 60_000)
      expect(eyas.words.filter((line) => line.includes(`port ${port} is in use`))).toHaveLength(1)
      const seen = eyas.alert((alert) => alert.output_fields['fd.name'] === '/etc/shadow', 2_000)
      await run('/bin/cat', ['/etc/shadow'])
      await seen
      squatter.close()
      await eyas.line((line) => line.includes('edge: up at'), 10_000)
      await expect
        .poll(async () => (await runEyas(['incidents', '--data', data])).output, { timeout: 5_000 })
        .toContain('Password file read')
    } finally {
      squatter.close()
      expect(await eyas.stop()).toBe(0)
    }
  })

  test('a second start on the same data directory is refused in one line', async () => {
    const data = join(folder, 'twice')
    const first = startEyas(['--data', data, '--port', String(await freePort())])
    try {
      await first.line((line) => line.includes('watching'), 60_000)
      const second = await runEyas(['start', '--data', data, '--port', String(await freePort())])
      expect(second.status).toBe(2)
      expect(second.words).toMatch(/another|in use|already/i)
    } finally {
      expect(await first.stop()).toBe(0)
    }
  })

  test('a data directory that cannot be written is refused in one line', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { status, words } = await runEyas(['start', '--data', join(folder, 'file', 'data')])
    expect(status).toBe(2)
    expect(words).toMatch(/file\/data/)
  })

  test('an edge that is killed comes back, and nothing is lost meanwhile', async () => {
    const data = join(folder, 'killed')
    const eyas = startEyas(['--data', data, '--port', String(await freePort())])
    try {
      await eyas.line((line) => line.includes('watching'), 60_000)
      const { pid } = JSON.parse(readFileSync(join(data, 'edge', 'edge.json'), 'utf8')) as { pid: number }
      process.kill(pid, 'SIGKILL')
      await eyas.line((line) => line.includes('it ended and is started again'), 5_000)
      await run('/bin/cat', ['/etc/shadow'])
      await expect
        .poll(async () => (await runEyas(['incidents', '--data', data])).output, { timeout: 15_000 })
        .toContain('Password file read')
    } finally {
      expect(await eyas.stop()).toBe(0)
    }
  })

  test('a node joins an edge elsewhere with its enrol token, and knows it again without', async () => {
    const edgeData = join(folder, 'elsewhere')
    const port = await freePort()
    const edge = spawnEyas(['edge', '--data', edgeData, '--port', String(port)])
    const url = `http://127.0.0.1:${port}`
    await expect
      .poll(
        () =>
          fetch(`${url}/healthz`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true)
    const { enrolToken, readToken } = JSON.parse(readFileSync(join(edgeData, 'edge', 'tokens.json'), 'utf8'))
    const data = join(folder, 'joined')
    try {
      for (const words of [['--enrol-token', enrolToken], []]) {
        const eyas = startEyas(['--data', data, '--edge', url, ...words])
        try {
          await eyas.line((line) => line.includes('watching'), 60_000)
          const seen = eyas.alert((alert) => alert.output_fields['fd.name'] === '/etc/shadow', 2_000)
          await run('/bin/cat', ['/etc/shadow'])
          const { time } = await seen
          await expect
            .poll(async () => (await runEyas(['alerts', '--json', '--url', url, '--token', readToken])).output, {
              timeout: 10_000,
            })
            .toContain(time)
        } finally {
          expect(await eyas.stop()).toBe(0)
        }
      }
    } finally {
      edge.kill('SIGINT')
      await once(edge, 'exit')
    }
  })
})

describe.skipIf(!canWatch)(`rules that change${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-reload-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'rules.yaml')
  const ruleNamed = (name: string, condition = 'evt.type = execve and proc.name = eyas-probe'): string =>
    `- rule: ${name}\n  desc: d\n  condition: ${condition}\n  output: seen %proc.name\n  priority: INFO\n`

  test('a change is in force without a restart, a fault is told and changes nothing, SIGHUP reloads too', {
    timeout: 90_000,
  }, async () => {
    writeFileSync(file, ruleNamed('First'))
    const probe = join(folder, 'eyas-probe')
    copyFileSync('/bin/true', probe)
    const eyas = startEyas(['--data', join(folder, 'data'), '--port', String(await freePort()), '--rules', file])
    const seenAs = async (rule: string): Promise<void> => {
      const seen = eyas.alert((alert) => alert.rule === rule, 2_000)
      await run(probe, [])
      await seen
    }
    try {
      await eyas.line((line) => line.includes('watching'), 60_000)
      await seenAs('First')
      writeFileSync(file, ruleNamed('Second'))
      await eyas.line((line) => line.includes('1 rule in force'), 20_000)
      await seenAs('Second')
      writeFileSync(file, ruleNamed('Third', 'proc.nam = x'))
      await eyas.line((line) => line.includes('the rules before stay in force'), 20_000)
      await run(probe, [])
      await expect.poll(() => eyas.alerts.filter(({ rule }) => rule === 'Second').length).toBe(2)
      writeFileSync(
        file,
        `${ruleNamed('Fourth')}${ruleNamed('Fifth', 'evt.type = openat and fd.name = /etc/hostname')}`,
      )
      eyas.child.kill('SIGHUP')
      await eyas.line((line) => line.includes('2 rules in force'), 20_000)
      await seenAs('Fourth')
      const opened = eyas.alert((alert) => alert.rule === 'Fifth', 2_000)
      await run('/bin/cat', ['/etc/hostname'])
      await opened
      const command = async (...words: readonly string[]): Promise<string> => {
        const { status, output, words: said } = await runEyas([...words, '--data', join(folder, 'data')])
        expect({ status, said }).toMatchObject({ status: 0 })
        return output
      }
      const top = JSON.parse(await command('top', '--once', '--json'))
      const fifth = top.rules.find(({ rule }: { rule: string }) => rule === 'Fifth')
      expect(fifth).toMatchObject({ enabled: true, matched: 1 })
      expect(top.hooks.find(({ hook }: { hook: string }) => hook === 'eyas_sys_exit').nsPerRun).toBeGreaterThan(0)
      const { types, measured } = JSON.parse(await command('explain', '--kernel', '--json', file))
      expect(types.map(({ type }: { type: string }) => type)).toContain('openat')
      expect(measured).toMatchObject({ digest: top.digest, rules: [{ nsPerEvent: expect.any(Number) }, {}] })
      expect(measured.removedInKernel).toBeGreaterThan(0)
      expect(JSON.parse(await command('why', 'Fifth', '--json'))).toMatchObject({
        why: { matches: true, reasons: [{ text: 'evt.type = openat' }, { values: { 'fd.name': '/etc/hostname' } }] },
      })
      expect(await command('rollback')).toContain('in force again')
      const seconds = eyas.alerts.filter(({ rule }) => rule === 'Second').length
      await run(probe, [])
      await expect.poll(() => eyas.alerts.filter(({ rule }) => rule === 'Second').length).toBe(seconds + 1)
    } finally {
      expect(await eyas.stop()).toBe(0)
    }
  })
})
