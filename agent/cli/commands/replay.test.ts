import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootFolder } from '../../paths.ts'
import { runCli } from '../main.ts'
import type { Terminal } from '../terminal.ts'

const folder = mkdtempSync(join(tmpdir(), 'eyas-replay-'))
const sample = `${rootFolder}agent/recorded/sample.jsonl`
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

beforeAll(() => {
  process.env.FALCO_HOSTNAME = 'node-1'
  file(
    'rules.yaml',
    `
- rule: Shadow read
  desc: d
  condition: evt.type = openat and fd.name = /etc/shadow
  output: file=%fd.name program=%proc.name
  priority: WARNING
  tags: [b, a]
- rule: Read by x
  desc: d
  condition: evt.type = openat and proc.name = x
  output: file=%fd.name
  priority: NOTICE
`,
  )
})
afterAll(() => {
  delete process.env.FALCO_HOSTNAME
  rmSync(folder, { recursive: true })
})

/** Runs `eyas replay` with what it prints gathered. */
async function replay(...words: readonly string[]) {
  const out: string[] = []
  const err: string[] = []
  const terminal: Terminal = {
    print: (text) => void out.push(...text.split('\n')),
    say: (line) => void err.push(line),
    redraw: () => {},
    style: (_, text) => text,
    colour: (_, text) => text,
    showsOutput: false,
    showsWords: false,
    isInteractive: false,
    hasColour: false,
  }
  const status = await runCli(['replay', ...words], folder, terminal)
  return { status, out, err }
}

const front = '2025-11-24T16:00:00.480000000+0000: Warning '
const suggested =
  ' container_id=host container_name=host container_image_repository= container_image_tag= k8s_pod_name=<NA> k8s_ns_name=<NA>'

describe('eyas replay', () => {
  test('prints alerts as Falco does, with a summary on standard error', async () => {
    const { status, out, err } = await replay('-r', 'rules.yaml', sample)
    expect(status).toBe(0)
    expect(out[0]).toBe(`${front}file=/etc/shadow program=x${suggested}`)
    expect(out).toHaveLength(4)
    expect(err).toEqual([
      '14 events, 4 alerts',
      'alerts by priority:',
      '  Warning: 2',
      '  Notice: 2',
      'alerts by rule:',
      '  Read by x: 2',
      '  Shadow read: 2',
    ])
  })

  test.each([
    {
      name: 'that is neither',
      path: () => file('README.md', '# Read me\n'),
      says: /README.md is neither a .scap capture nor/,
    },
    { name: 'that is missing', path: () => join(folder, 'nope.scap'), says: /nope.scap does not exist$/ },
    { name: 'that is a folder', path: () => folder, says: /is a folder$/ },
  ])('a file $name is refused in words', async ({ path, says }) => {
    const { status, err } = await replay('-r', 'rules.yaml', path())
    expect({ status, err }).toEqual({ status: 2, err: [expect.stringMatching(says)] })
  })

  test('rules of another source are said to be', async () => {
    const audit = file(
      'audit.yaml',
      '- {rule: Any, desc: d, condition: ka.verb = get, output: x, priority: NOTICE, source: k8s_audit}\n',
    )
    const { status, err } = await replay('-r', audit, sample)
    expect(status).toBe(1)
    expect(err.join('\n')).toMatch(
      /no rule is for the source 'syscall', all are for 'k8s_audit'\n {2}--source k8s_audit/,
    )
  })

  test('a falco.yaml says which rules match and how alerts look', async () => {
    const config = file(
      'falco.yaml',
      'json_output: true\njson_include_output_property: false\nrules_files: [rules.yaml, gone.yaml]\n',
    )
    const { out } = await replay('--falco-config', config, sample)
    expect(out).toHaveLength(3)
    expect(out[0]).toBe(
      '{"hostname":"node-1","output_fields":{"evt.time":1764000000480000000,"fd.name":"/etc/shadow","proc.name":"x"},' +
        '"priority":"Warning","rule":"Shadow read","source":"syscall","tags":["a","b"],"time":"2025-11-24T16:00:00.480000000Z"}',
    )
  })

  test('options go before the falco.yaml', async () => {
    const config = file('falco.yaml', 'json_output: true\nrules: [{disable: {rule: "*"}}]\n')
    const words = [
      '--falco-config',
      config,
      '-r',
      'rules.yaml',
      '--match',
      'all',
      '--enable',
      'Read*',
      '-o',
      'json_include_tags_property=false',
    ]
    const { out } = await replay(...words, sample)
    expect(out.map((line) => JSON.parse(line))).toMatchObject([{ rule: 'Read by x' }, { rule: 'Read by x' }])
    expect(out[0]).not.toContain('tags')
  })

  test('a falco.yaml at fault is shown with its places, and nothing is replayed', async () => {
    const { status, out, err } = await replay('--falco-config', file('bad.yaml', 'json_output: maybe\n'), sample)
    expect([status, out]).toEqual([1, []])
    expect(err.join('\n')).toContain("error[CONFIG_ERR_TYPE]: json_output is true or false, not 'maybe'")
    expect(err.join('\n')).toContain('bad.yaml:1:14')
  })

  test('fields of events print as JSON lines, for those that a filter selects', async () => {
    const { status, out, err } = await replay(
      '--fields',
      'evt.time,proc.name,fd.name',
      '--filter',
      'proc.name = curl',
      sample,
    )
    expect([status, err]).toEqual([0, []])
    expect(out).toEqual([
      '{"evt.time":1764000000021000000,"proc.name":"curl","fd.name":null}',
      '{"evt.time":1764000000060000000,"proc.name":"curl","fd.name":"192.0.2.10:41822->203.0.113.9:4444"}',
      '{"evt.time":1764000000400000000,"proc.name":"curl","fd.name":null}',
    ])
  })

  test('or as a table', async () => {
    const { out } = await replay(
      '--fields',
      'evt.num,proc.name,fd.name',
      '--filter',
      'evt.type = openat',
      '--table',
      sample,
    )
    expect(out).toEqual([
      'evt.num  proc.name  fd.name',
      '13       x          /etc/shadow',
      '14       x          /etc/cron.d/update',
      '18       backup     /etc/shadow',
    ])
  })

  test('--stats adds one JSON line', async () => {
    const { out } = await replay('-r', 'rules.yaml', '--stats', sample)
    const stats = JSON.parse(out.at(-1) ?? '')
    expect(stats).toMatchObject({ events: 14, alerts: 4 })
    expect(Object.keys(stats.ns_per_event)).toEqual(['read', 'state', 'evaluate', 'output'])
    expect(stats.wall_seconds).toBeGreaterThan(0)
  })

  test('what is before a fault in a file is judged; the fault is named with its offset, exit status 2', async () => {
    const good = '{"type":"openat","timestamp_ns":"1764000000480000000","pid":7,"name_raw":"/etc/shadow"}\n'
    const { status, out, err } = await replay(
      '-r',
      'rules.yaml',
      file('bad.jsonl', `${good}\n{"type":"nope"}\n${good}`),
    )
    expect(status).toBe(2)
    expect(out).toHaveLength(1)
    expect(err.at(-1)).toMatch(new RegExp(`bad\\.jsonl, byte ${good.length + 1}: line 3: .*; 1 events were judged$`))
  })

  test('audit logs of Kubernetes are judged by the rules of their source, past lines that are none', async () => {
    const rules = file(
      'k8s.yaml',
      `
- rule: Host network
  desc: d
  condition: ka.verb=create and ka.req.pod.host_network intersects (true) and ka.user.groups intersects (dev)
  output: user=%ka.user.name groups=%ka.user.groups images=%ka.req.pod.containers.image
  priority: WARNING
  source: k8s_audit
`,
    )
    const event = (groups: readonly string[]): string =>
      JSON.stringify({
        kind: 'Event',
        auditID: 'a',
        stageTimestamp: '2025-11-24T16:00:00.5Z',
        verb: 'create',
        user: { username: 'ana', groups },
        requestObject: { spec: { hostNetwork: true } },
      })
    const log = file('audit.jsonl', `${event(['dev', 'ops'])}\nnot JSON\n${event(['ops'])}\n${event(['dev'])}\n`)
    const { status, out, err } = await replay('--source', 'k8s_audit', '--json', '-r', rules, log)
    expect(status).toBe(2)
    expect(out.map((line) => JSON.parse(line))).toMatchObject([
      {
        source: 'k8s_audit',
        output: '2025-11-24T16:00:00.500000000+0000: Warning user=ana groups=(dev,ops) images=<NA>',
        output_fields: { 'ka.user.groups': ['dev', 'ops'], 'ka.req.pod.containers.image': null },
      },
      { output_fields: { 'ka.user.groups': ['dev'] } },
    ])
    expect(err.at(-1)).toMatch(/audit\.jsonl, byte \d+: line 2: .*; 3 events were judged$/)
  })

  test.each([
    { name: 'no capture', words: [], says: 'needs CAPTURE…' },
    { name: 'a capture that is not there', words: ['gone.scap'], says: /gone.scap does not exist/ },
    { name: 'a table of nothing', words: ['--table', sample], says: '--table needs --fields' },
    { name: 'an unknown source', words: ['--source', 'x', sample], says: /--source takes one of syscall, k8s_audit/ },
  ])('$name is refused', async ({ words, says }) => {
    const { status, err } = await replay(...words)
    expect(status).not.toBe(0)
    expect(err.join('\n')).toMatch(says)
  })
})
