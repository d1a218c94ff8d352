/**
 * What is remembered of processes, paths and names never outlives what it was made from: while processes change their
 * image and name, fork, age, change their user, directory and session and end, while rules are swapped and the cache of paths throws out, the
 * verdicts are those of the oracle, which remembers nothing.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, type RuleSet, stopAssembler } from '#rules-compiler'
import { fields } from '#schema/fields'
import type { Bundle } from '#schema/manifest'
import { createRuntime, type RecordObject, type Runtime, writeRecord } from '#wasm-runtime'
import { Random } from './random.ts'
import { randomCondition } from './random-condition.ts'
import { containerTold, RecordStream } from './random-record.ts'
import { rulesOf, World } from './world.ts'

afterAll(stopAssembler)

const usable = fields.filter(({ supplied, use }) => supplied && use !== 'output')
const remembered = usable.filter(
  ({ volatility, source }) =>
    volatility === 'path' || volatility === 'container' || (volatility === 'exec' && source === 'process table'),
)
const ofPath = usable.filter(({ volatility }) => volatility === 'path')
const changing = usable.filter(({ name }) =>
  /^(user|group|thread\.cap|proc\.(cwd|tty|sid|v?pgid|is_|duration|pname|aname|sname|ppid))/.test(name),
)
const types = ['openat', 'open', 'connect', 'execve', 'execveat', 'procexit', 'clone', 'chdir', 'setsid', 'capset']

/** Terms that masks are made of, and others beside them. */
function condition(random: Random): string {
  const type = random.chance(80)
    ? `evt.type in (${random.times(1 + random.below(4), () => random.of(types)).join(', ')})`
    : ''
  const terms = [
    type,
    randomCondition(random, remembered, 1 + random.below(3)),
    random.chance(60) ? randomCondition(random, random.chance(50) ? ofPath : remembered, 1 + random.below(2)) : '',
    random.chance(40) ? randomCondition(random, changing, 1) : '',
    random.chance(20) ? randomCondition(random, usable, 1) : '',
  ]
  return terms.filter((term) => term !== '').join(random.chance(85) ? ' and ' : ' or ')
}

interface Generation {
  readonly rules: RuleSet
  readonly bundle: Bundle
}

async function generation(random: Random, count: number): Promise<Generation> {
  const rules = rulesOf(random.times(count, () => condition(random)))
  expect(rules.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return { rules, bundle: await compileBundle(rules) }
}

describe('masked verdicts', () => {
  test.each([
    { name: 'with room for every path', seed: 11, pathCacheSets: 512 },
    { name: 'with room for four paths', seed: 12, pathCacheSets: 1 },
  ])('$name are those of the oracle through swaps and changes of state', { timeout: 240_000 }, async (row) => {
    const random = new Random(row.seed)
    const [first, second] = [await generation(random, 90), await generation(random, 70)]
    const world = await World.of(first.rules, { pathCacheSets: row.pathCacheSets })
    const stream = new RecordStream(new Random(row.seed + 100))
    let inForce = first
    const different: string[] = []
    for (let i = 0; i < 1200; i++) {
      if (random.chance(4)) {
        const before = inForce
        inForce = inForce === first ? second : first
        if (before !== first && random.chance(50)) world.rollback(inForce.rules)
        else await world.swap(inForce.rules, inForce.bundle)
      }
      if (random.chance(3)) world.setContainer(...containerTold(i))
      const record = stream.next()
      const names = world.disagreements(record)
      const texts = inForce.rules.rules
        .filter(({ name }) => names.includes(name))
        .map(({ conditionText }) => conditionText)
      different.push(...texts.map((text) => `record ${i}, ${record.type}: ${text}`))
    }
    expect(different).toEqual([])
  })
})

const shell = { pid: 7, start_ns: 70n, timestamp_ns: 1n }
const open = (name_raw: string, more: Omit<RecordObject, 'type'> = {}): RecordObject => ({
  type: 'openat',
  ...shell,
  kind: 'f',
  fd: 3,
  name_raw,
  ...more,
})

async function judging(conditions: Readonly<Record<string, string>>): Promise<(record: RecordObject) => string[]> {
  const runtime = await runtimeOf(conditions)
  return (record) => {
    runtime.judgeRecords(writeRecord(record))
    return runtime.matches().map(({ rule }) => rule.name)
  }
}

async function bundleOf(conditions: Readonly<Record<string, string>>): Promise<Bundle> {
  const rules = Object.entries(conditions).map(([rule, text]) => ({
    rule,
    desc: 'd',
    priority: 'INFO',
    condition: text,
    output: 'x',
  }))
  return compileBundle(loadRules([{ path: 'rules.yaml', text: JSON.stringify(rules) }]))
}

async function runtimeOf(conditions: Readonly<Record<string, string>>): Promise<Runtime> {
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  await runtime.load(await bundleOf(conditions))
  return runtime
}

describe('what is remembered', () => {
  test('of a process ends with its image', async () => {
    const judge = await judging({ cat: 'evt.type = openat and proc.name = cat' })
    expect(judge({ type: 'execve', ...shell, comm: 'cat' })).toEqual([])
    expect([judge(open('/a')), judge(open('/a'))]).toEqual([['cat'], ['cat']])
    judge({ type: 'execve', ...shell, comm: 'dog' })
    expect(judge(open('/a'))).toEqual([])
    judge({ type: 'execve', ...shell, comm: 'cat' })
    expect(judge(open('/a'))).toEqual(['cat'])
  })

  test('of a process known by one event ends when more is told of it', async () => {
    const judge = await judging({ cat: 'evt.type = openat and proc.name = cat' })
    expect(judge(open('/a'))).toEqual([])
    judge({ type: 'process_snapshot', flags: 2, ...shell, comm: 'cat' })
    expect(judge(open('/a'))).toEqual(['cat'])
  })

  test('of a process is not what changes without notice: its user, its age, its ancestors', async () => {
    const judge = await judging({
      root: 'evt.type = openat and user.uid = 0',
      old: 'evt.type = openat and proc.duration > 1000',
      child: 'evt.type = openat and proc.pname = sh',
    })
    judge({ type: 'execve', ...shell, comm: 'cat', parent_pid: 5 })
    expect(judge(open('/a', { uid: 1, timestamp_ns: 71n }))).toEqual([])
    expect(judge(open('/a', { uid: 0, timestamp_ns: 2000n }))).toEqual(['root', 'old'])
    judge({ type: 'execve', pid: 5, start_ns: 50n, comm: 'sh' })
    expect(judge(open('/a', { uid: 1, timestamp_ns: 2000n }))).toEqual(['old', 'child'])
  })

  test('of a process is not what a call changes of it, while what its image decides holds on', async () => {
    const judge = await judging({
      there: 'evt.type = openat and proc.name = cat and proc.cwd = /etc/',
      leads: 'evt.type = openat and proc.name = cat and proc.is_sid_leader = true',
    })
    judge({ type: 'execve', ...shell, comm: 'cat', cwd: '/', virtual_pid: 7 })
    expect(judge(open('/a'))).toEqual([])
    judge({ type: 'chdir', ...shell, name_raw: 'etc' })
    expect(judge(open('/a'))).toEqual(['there'])
    judge({ type: 'setsid', ...shell, result: 7 })
    expect(judge(open('/a'))).toEqual(['there', 'leads'])
    judge({ type: 'chdir', ...shell, name_raw: '/' })
    expect(judge(open('/a'))).toEqual(['leads'])
  })

  test('of a path is apart for files, directories and calls that failed', async () => {
    const judge = await judging({
      named: 'evt.type = openat and fd.filename = a',
      in: 'evt.type = openat and fd.directory = /x',
    })
    const outcomes = [{ kind: 'd' }, { fd: -1 }, {}, { kind: 'd' }].map((more) => judge(open('/x/a', more)))
    expect(outcomes).toEqual([[], ['in'], ['named', 'in'], []])
  })

  test('of one path or program is not taken for another of the same length', async () => {
    const judge = await judging({
      path: 'evt.type = openat and fd.name = /etc/shadow',
      name: 'evt.type = execve and proc.name = nginx',
    })
    const paths = ['/etc/passwd', '/etc/shadow', '/etc/passwd', '/etc/shadow']
    expect(paths.map((path) => judge(open(path)).length)).toEqual([0, 1, 0, 1])
    const names = ['cargo', 'nginx', 'cargo', 'nginx']
    expect(names.map((comm) => judge({ type: 'execve', ...shell, comm }).length)).toEqual([0, 1, 0, 1])
  })

  test('ends when rules are swapped, and when they are swapped back', async () => {
    const [a, b] = [{ a: 'evt.type = openat and proc.name = cat' }, { b: 'evt.type = openat and proc.name = dog' }]
    const runtime = await runtimeOf(a)
    const judge = (): string[] => {
      runtime.judgeRecords(writeRecord(open('/a')))
      return runtime.matches().map(({ rule }) => rule.name)
    }
    runtime.judgeRecords(writeRecord({ type: 'execve', ...shell, comm: 'dog' }))
    expect(judge()).toEqual([])
    await runtime.load(await bundleOf(b))
    expect(judge()).toEqual(['b'])
    runtime.rollback()
    expect(judge()).toEqual([])
  })

  test('of paths longer than the cache keeps is right every time', async () => {
    const judge = await judging({ end: 'evt.type = openat and fd.name endswith /shadow' })
    const long = `/${'a'.repeat(1000)}`
    const paths = [`${long}/shadow`, `${long}/nothing`, '/etc/shadow', `${long}/shadow`]
    expect(paths.map((path) => judge(open(path)).length)).toEqual([1, 0, 1, 1])
  })
})

test('a rule counts the events that it was evaluated for and those that it matched', async () => {
  const runtime = await runtimeOf({ cat: 'evt.type = openat and proc.name = cat and user.uid = 0' })
  runtime.judgeRecords(writeRecord({ type: 'execve', ...shell, comm: 'cat' }))
  runtime.judgeRecords(writeRecord(open('/a', { uid: 0 })))
  runtime.judgeRecords(writeRecord({ ...open('/a', { uid: 0 }), pid: 8, start_ns: 80n }))
  expect(runtime.ruleCounts(0)).toMatchObject({ evaluated: 1, matched: 1 })
})
