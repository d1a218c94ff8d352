import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildScapReader } from '#native'
import type { CaptureNeeds } from '#schema/manifest'
import { runCli } from '../cli/main.ts'
import type { Terminal } from '../cli/terminal.ts'
import { rootFolder } from '../paths.ts'
import { writeHead, writeProcesses, written } from '../record/scap-blocks.ts'
import { type WrittenEvent, writeEvent } from '../record/scap-events.ts'
import { ProgressBar } from './progress-bar.ts'
import { ScapSource } from './scap-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-scap-'))
const second = 1_000_000_000n
const start = 1_764_000_000n * second

const put = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}

const event = (one: WrittenEvent): Uint8Array => written((out) => writeEvent(out, one))

const open = (n: number, path: string, fd = 3): Uint8Array =>
  event({
    name: 'openat',
    ns: start + BigInt(n),
    tid: 20,
    parameters: { fd, dirfd: -100, name: path, flags: 1, mode: 0, dev: 1, ino: 7 },
  })

/** Rules that look at no event. */
const neverWanted: CaptureNeeds = {
  ...{ records: [], slots: [], arguments: [], rawArguments: [], connected: false, memory: false },
}

const quietTerminal: Terminal = {
  print: () => {},
  say: () => {},
  redraw: () => {},
  style: (_, text) => text,
  colour: (_, text) => text,
  ...{ showsOutput: false, showsWords: false, isInteractive: false, hasColour: false },
}

const head = written((out) => {
  writeHead(out, { hostname: 'node-1' })
  writeProcesses(out, [
    { pid: 10, parent: 1, comm: 'sh', exe: 'sh', exePath: '/bin/sh', cwd: '/srv' },
    { pid: 20, parent: 10, comm: 'cat', exe: 'cat', exePath: '/bin/cat', args: ['x', 'y'], cwd: '/srv' },
  ])
})
const rules = `
- rule: Read
  desc: d
  condition: evt.type = openat and fd.name startswith /etc
  output: n=%evt.num file=%fd.name raw=%fd.nameraw by=%proc.cmdline parent=%proc.pname cwd=%proc.cwd
  priority: WARNING
- rule: Moved
  desc: d
  condition: evt.type = open and fd.name = /etc/passwd
  output: never
  priority: WARNING
- rule: Changed
  desc: d
  condition: evt.type = fchmod
  output: n=%evt.num file=%fd.name
  priority: NOTICE
- rule: Started
  desc: d
  condition: evt.type = execve and proc.name = id
  output: line=%proc.cmdline path=%proc.exepath pid=%proc.pid aname=%proc.aname[1] res=%evt.arg.res
  priority: NOTICE
`

const replay = (...words: readonly string[]) => replayWith(['-r', join(folder, 'rules.yaml'), ...words])

/** Runs `eyas replay --json` with what it prints gathered. */
async function replayWith(words: readonly string[]) {
  const alerts: { rule: string; output: string; output_fields: Record<string, unknown> }[] = []
  const err: string[] = []
  const terminal: Terminal = {
    print: (lines) => {
      for (const line of lines.split('\n')) alerts.push(JSON.parse(line))
    },
    say: (line) => void err.push(line),
    redraw: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    showsOutput: false,
    showsWords: false,
    isInteractive: false,
    hasColour: false,
  }
  const status = await runCli(['replay', '--json', ...words], folder, terminal)
  return { status, alerts, err: err.join('\n') }
}

beforeAll(async () => {
  process.env.FALCO_HOSTNAME = 'node-1'
  put('rules.yaml', rules)
  await buildScapReader({ log: () => {} })
}, 120_000)
afterAll(() => {
  delete process.env.FALCO_HOSTNAME
  rmSync(folder, { recursive: true })
})

describe('replay of a capture', () => {
  const whole = Buffer.concat([head, open(1, '/etc/passwd'), open(2, '../etc//shadow', 4), open(3, 'own')])

  test('judges events with the process that the list in front of them tells', async () => {
    const { status, alerts } = await replay(put('whole.scap', whole))
    expect(alerts.map(({ output }) => output.slice(output.indexOf('n='), output.indexOf(' container_id')))).toEqual([
      'n=1 file=/etc/passwd raw=/etc/passwd by=cat x y parent=sh cwd=/srv/',
      'n=2 file=/etc/shadow raw=../etc/shadow by=cat x y parent=sh cwd=/srv/',
    ])
    expect(status).toBe(0)
  })

  test('follows what an event of state alone tells, and judges it by no rule', async () => {
    const opened = { fd: 5, dirfd: -100, name: '/etc/hidden', flags: 1, mode: 0, dev: 1, ino: 7 }
    const file = Buffer.concat([
      head,
      event({ name: 'openat', ns: start, tid: 20, stateOnly: true, parameters: opened }),
      event({ name: 'fchmod', ns: start, tid: 20, parameters: { res: 0, fd: 5, mode: 0 } }),
    ])
    const { alerts } = await replay(put('state.scap', file))
    expect(alerts.map(({ rule, output_fields: fields }) => [rule, fields['fd.name'], fields['evt.num']])).toEqual([
      ['Changed', '/etc/hidden', 2],
    ])
  })

  test('static fields of a configuration stand in conditions, outputs and what is suggested', async () => {
    const rule = {
      ...{ rule: 'Site', desc: 'd', priority: 'NOTICE' },
      condition:
        'evt.type = openat and static.site = north and proc.name = val(static.program) and fd.name startswith /etc',
      output: 'at %static.site|%10static.site|%toupper(static.site) rate %static.rate file=%fd.name',
    }
    const config = {
      json_output: true,
      static_fields: { site: 'north', program: 'cat', rate: '5%', empty: '' },
      append_output: [{ suggested_output: true, match: { rule: 'Site' } }],
      rules_files: [put('site.yaml', JSON.stringify([rule]))],
    }
    const path = put('falco.yaml', JSON.stringify(config))
    const { alerts, status } = await replayWith(['--falco-config', path, put('static.scap', whole)])
    expect(status).toBe(0)
    expect(
      alerts.map(({ output, output_fields: fields }) => [output.slice(output.indexOf('at ')), fields]),
    ).toMatchObject([
      [
        expect.stringContaining(
          'at north|north     |NORTH rate 5% file=/etc/passwd static_empty= static_program=cat static_rate=5% static_site=north container_id=',
        ),
        { 'static.site': 'north', 'toupper(static.site)': 'NORTH', 'static.rate': '5%', 'static.empty': '' },
      ],
      [expect.stringContaining('/etc/shadow'), {}],
    ])
  })

  test('reads gzip alike', async () => {
    const plain = await replay(put('whole.scap', whole))
    const packed = await replay(put('whole.scap.gz', gzipSync(whole)))
    expect(packed.alerts).toEqual(plain.alerts)
  })

  test('follows a process that executes a program', async () => {
    const execve = event({
      name: 'execve',
      ns: start + 9n,
      tid: 20,
      parameters: {
        res: 0,
        exe: '/usr/bin/id',
        args: '-u\0',
        tid: 20,
        pid: 20,
        ptid: 10,
        cwd: '',
        comm: 'id',
        env: 'A=b\0',
        trusted_exepath: '/usr/bin/id',
      },
    })
    const { alerts } = await replay(put('execve.scap', Buffer.concat([head, execve])))
    expect(alerts.map(({ output_fields: fields }) => fields)).toMatchObject([
      { 'proc.cmdline': 'id -u', 'proc.exepath': '/usr/bin/id', 'proc.pid': 20, 'proc.aname[1]': 'sh' },
    ])
  })

  test('judges what comes before a fault, and names the fault with its offset', async () => {
    const { status, alerts, err } = await replay(put('cut.scap', whole.subarray(0, whole.length - 5)))
    expect(alerts).toHaveLength(2)
    expect(status).toBe(2)
    expect(err).toMatch(new RegExp(`byte ${whole.length - open(3, 'own').length}: `))
  })

  test.each([
    { base64: false, shown: 'buffer=GET .. data=GET .. args=res=6 data=GET .. fd=3' },
    { base64: true, shown: 'buffer=R0VUIP8A data=R0VUIP8A args=res=6 data=R0VUIP8A fd=3' },
  ])('shows bytes as buffer_format_base64: $base64 says, and compares them as they are', async ({ base64, shown }) => {
    const rule = {
      ...{ rule: 'Sent', desc: 'd', priority: 'NOTICE' },
      condition: 'evt.type = write and evt.buffer bcontains ff00 and evt.arg.data startswith "GET "',
      output: 'buffer=%evt.buffer data=%evt.arg.data args=%evt.args',
    }
    const config = {
      json_output: true,
      buffer_format_base64: base64,
      rules_files: [put('w.yaml', JSON.stringify([rule]))],
    }
    const data = Buffer.from('GET \xff\0', 'latin1')
    const sent = event({ name: 'write', ns: start, tid: 20, parameters: { res: 6, data, fd: 3, size: 6 } })
    const { alerts } = await replayWith([
      ...['--falco-config', put('b64.yaml', JSON.stringify(config))],
      put('write.scap', Buffer.concat([head, sent])),
    ])
    expect(alerts.map(({ output }) => output.slice(output.indexOf('buffer='), output.indexOf(' size=')))).toEqual([
      shown,
    ])
  })

  test('that is compressed to next to nothing is judged so far, and then at fault', async () => {
    // A capture of many megabytes that are the same event again.
    const same = Buffer.concat(Array(10_000).fill(open(1, '/etc/passwd-that-nobody-has-a-rule-for'.slice(4))))
    const { status, err } = await replay(put('bomb.scap', gzipSync(Buffer.concat([head, ...Array(80).fill(same)]))))
    expect(status).toBe(2)
    expect(err).toMatch(/byte \d+: the compressed data grows to more than 256 times its size.*; \d+ events were judged/)
  }, 60_000)

  test('shows how far it has come where no rule matches', async () => {
    const lines: string[] = []
    const files = Buffer.concat(Array(20_000).fill(open(1, '/srv/x')))
    const path = put('long.scap', Buffer.concat([head, ...Array(20).fill(files)]))
    let now = 0
    const bar = new ProgressBar({ ...quietTerminal, redraw: (line) => void lines.push(line), showsWords: true }, () => {
      now += 200
      return now
    })
    const source = new ScapSource(path, neverWanted)
    for (const buffer = new ArrayBuffer(4 << 20); source.drainInto(buffer, 0, buffer.byteLength) > 0 || !source.ended; )
      bar.show(source)
    expect(source.events).toBe(400_000)
    expect(lines.length).toBeGreaterThan(1)
    expect(lines[0]).toMatch(/\] {2}\d\d? %/)
    source.close()
  })

  test.each([
    { name: 'with a block too short', bytes: [...head, 0x16, 2, 0, 0, 4, 0, 0, 0] },
    { name: 'with a block of absurd length', bytes: [...head, 0x16, 2, 0, 0, 0xff, 0xff, 0xff, 0x7f] },
    { name: 'that ends within a block', bytes: [...head.subarray(0, 100)] },
  ])('$name is at fault', async ({ bytes }) => {
    const { status, err } = await replay(put('faulty.scap', Uint8Array.from(bytes)))
    expect(status).toBe(2)
    expect(err).toMatch(/byte \d+: /)
  })
})

const oracle = `${rootFolder}../shared/oracle/`
const falcoRules = `${rootFolder}../shared/falco-rules/`
describe.runIf(existsSync(`${oracle}attacks.scap`))("Falco's own verdicts", () => {
  test.each(['first', 'all'])(
    'are those of eyas, byte for byte, with rule_matching %s',
    async (matching) => {
      const out: string[] = []
      const terminal = { print: (text: string) => void out.push(text), say: () => {}, redraw: () => {} }
      const names = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml']
      await runCli(
        [
          'replay',
          ...['--falco-config', `${oracle}falco.yaml`, '--match', matching, `${oracle}attacks.scap`],
          ...names.flatMap((name) => ['-r', falcoRules + name]),
        ],
        folder,
        { ...terminal, style: (_, text) => text, colour: (_, text) => text, ...quiet },
      )
      expect(`${out.join('\n')}\n`).toBe(readFileSync(`${oracle}attacks.${matching}.jsonl`, 'utf8'))
    },
    120_000,
  )
})

const quiet = { showsOutput: false, showsWords: false, isInteractive: false, hasColour: false }
