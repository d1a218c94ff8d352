/** An event whose path the kernel resolved to another than was asked for is judged under both, each time as a whole. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, type Matching, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'

let stateModule: WebAssembly.Module
beforeAll(async () => {
  stateModule = await WebAssembly.compile(await compileStateModule())
})
afterAll(stopAssembler)

const conditions = {
  shadow: 'fd.name = /etc/shadow',
  link: 'fd.name startswith /tmp/',
  both: 'fd.name endswith /shadow or fd.name endswith /innocent',
  excused: 'fd.name startswith /etc/ and not fd.name startswith /tmp/',
  mixed: 'fd.name = /etc/shadow and fd.directory = /tmp',
  argument: 'evt.arg.name = /etc/shadow',
  asked: 'fd.nameraw = ../tmp/innocent',
  neither: 'fd.name = /etc/passwd',
} as const

const open = (name_raw: string, resolved: string | undefined, more: Omit<RecordObject, 'type'> = {}): RecordObject => ({
  type: 'open',
  pid: 7,
  start_ns: 1n,
  kind: 'f',
  name_raw,
  base: '/srv',
  resolved,
  ...more,
})
const evasion = open('../tmp/innocent', '/etc/shadow')

describe('an open by a link', () => {
  let runtime: Runtime
  beforeAll(async () => {
    runtime = await runtimeOf('all')
  })

  async function runtimeOf(matching: Matching): Promise<Runtime> {
    const rules = Object.entries(conditions).map(([rule, condition]) => ({
      rule,
      desc: 'd',
      priority: 'INFO',
      condition: `evt.type = open and (${condition})`,
      output: '%fd.name %fd.filename %fd.nameraw',
    }))
    const made = createRuntime({ stateModule, matching })
    await made.load(await compileBundle(loadRules([{ path: 'r.yaml', text: JSON.stringify(rules) }])))
    return made
  }

  const judged = (...records: readonly RecordObject[]): Readonly<Record<string, string>> => {
    runtime.judgeRecords(writeRecords(records))
    return Object.fromEntries(runtime.matches().map(({ rule, output }) => [rule.name, output]))
  }

  test('is judged under the name asked for and under the one resolved, and told by the one that matched', () => {
    const byAsked = '/tmp/innocent innocent ../tmp/innocent'
    const byResolved = '/etc/shadow shadow ../tmp/innocent'
    expect(judged(evasion)).toEqual({
      shadow: byResolved,
      link: byAsked,
      both: byAsked,
      excused: byResolved,
      argument: byResolved,
      asked: byAsked,
    })
    expect(runtime.matches()).toHaveLength(6)
  })

  test('shows both names in every alert', () => {
    judged(evasion)
    const names = { 'fd.name.asked': '/tmp/innocent', 'fd.name.resolved': '/etc/shadow' }
    for (const match of runtime.matches()) expect(match).toMatchObject({ names, fields: names })
  })

  test.each([
    { name: 'the names agree', record: open('/etc/shadow', '/etc/shadow') },
    { name: 'they agree once made absolute', record: open('../etc/./shadow', '/etc/shadow') },
    { name: 'nothing was resolved', record: open('/etc/shadow', undefined) },
    { name: 'what was opened has no path', record: open('/etc/shadow', 'pipe:[4711]') },
  ])('where $name there is one verdict and no second name', ({ record }) => {
    judged(record)
    const names = runtime.matches().map(({ rule }) => rule.name)
    expect(names).toEqual(['shadow', 'both', 'excused', 'argument'])
    expect(runtime.matches().flatMap(({ fields }) => Object.keys(fields))).not.toContain('fd.name.asked')
  })

  test('verdicts that are remembered of one name are not those of the other', () => {
    for (let i = 0; i < 3; i++) {
      expect(Object.keys(judged(evasion))).toHaveLength(6)
      expect(Object.keys(judged(open('/tmp/innocent', '/tmp/innocent')))).toEqual(['link', 'both'])
      expect(Object.keys(judged(open('/etc/shadow', '/tmp/innocent')))).toEqual([
        ...['shadow', 'both', 'excused', 'argument'],
        'link',
      ])
    }
  })

  test('counts an event that a rule matches by both names once', () => {
    const before = runtime.matchCount(2)
    judged(evasion, evasion)
    expect(runtime.matchCount(2) - before).toBe(2)
  })

  test('with the first rule that matches, the name asked for comes first and is enough', async () => {
    const first = await runtimeOf('first')
    const names = (record: RecordObject): readonly string[] => {
      first.judgeRecords(writeRecords([record]))
      return first.matches().map(({ rule }) => rule.name)
    }
    expect(names(evasion)).toEqual(['link'])
    expect(names(open('/srv/a', '/etc/shadow'))).toEqual(['shadow'])
  })
})
