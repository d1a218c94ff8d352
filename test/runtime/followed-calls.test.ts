/** What calls that succeed change of a process is seen by the event itself and by all after it, and by none before. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, kernelNeeds, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, type RecordObject, type Runtime, writeRecord, writeRecords } from '#wasm-runtime'

const fields = [
  'proc.cwd',
  'proc.sid',
  'proc.pgid',
  'proc.vpgid',
  'proc.tty',
  'proc.is_sid_leader',
  'proc.is_pgid_leader',
  'proc.pname',
  'proc.cmdline',
  'container.id',
  'fs.path.name',
  'thread.cap_inheritable',
  'thread.cap_permitted',
  'thread.cap_effective',
]
const shell = { pid: 7, start_ns: 70 }
const child = { pid: 8, start_ns: 80 }
const execOf = (process: typeof shell, more: Omit<RecordObject, 'type'> = {}): RecordObject => ({
  type: 'execve',
  ...process,
  comm: 'sh',
  args: ['-c', 'id'],
  cwd: '/srv/',
  virtual_pid: process.pid,
  session_id: 5,
  group_id: 5,
  virtual_group_id: 5,
  virtual_session_id: 5,
  tty: 34816,
  cap_permitted: 3n,
  cgroup: `/docker/${'3f9a1c0e7b25'.padEnd(64, '0')}`,
  ...more,
})
const parent: RecordObject = { type: 'execve', pid: 6, start_ns: 60, comm: 'init' }
const ofShell = execOf(shell, { parent_pid: 6, parent_start_ns: 60 })
const ofChild = execOf(child, { parent_pid: 7, parent_start_ns: 70 })
const kill: RecordObject = { type: 'kill', ...shell, arg0: 1, arg1: 0 }
const childKill: RecordObject = { ...kill, ...child }
const contained = { virtual_pid: 2, virtual_group_id: 1, virtual_session_id: 1 }

interface Row {
  readonly name: string
  readonly records: readonly RecordObject[]
  readonly expected: Readonly<Record<string, string | number | boolean | null>>
}

const chdir = (more: Omit<RecordObject, 'type'>): RecordObject => ({ type: 'chdir', ...shell, ...more })
const setpgid = (arg0: number, arg1: number): RecordObject => ({ type: 'setpgid', ...shell, arg0, arg1 })

const rows: readonly Row[] = [
  { name: 'chdir to a whole path', records: [chdir({ name_raw: '/etc' })], expected: { 'proc.cwd': '/etc/' } },
  { name: 'chdir to the root', records: [chdir({ name_raw: '/' })], expected: { 'proc.cwd': '/' } },
  {
    name: 'chdir to a path from where the process is',
    records: [chdir({ name_raw: '../tmp/./x/' })],
    expected: { 'proc.cwd': '/tmp/x/', 'fs.path.name': '/tmp/x' },
  },
  {
    name: 'chdir twice',
    records: [chdir({ name_raw: 'a' }), chdir({ name_raw: 'b' })],
    expected: { 'proc.cwd': '/srv/a/b/' },
  },
  {
    name: 'chdir through a link, where the kernel says',
    records: [chdir({ name_raw: '/var/run', resolved: '/run' })],
    expected: { 'proc.cwd': '/run/' },
  },
  { name: 'chdir that failed', records: [chdir({ name_raw: '/no', result: -2 })], expected: { 'proc.cwd': '/srv/' } },
  {
    name: 'chdir, which keeps all else of the process',
    records: [chdir({ name_raw: '/etc' }), kill],
    expected: {
      'proc.cwd': '/etc/',
      'proc.pname': 'init',
      'proc.cmdline': 'sh -c id',
      'container.id': '3f9a1c0e7b25',
      'proc.sid': 5,
      'proc.tty': 34816,
      'thread.cap_permitted': 'CAP_CHOWN CAP_DAC_OVERRIDE',
    },
  },
  {
    name: 'chdir of a parent, whose children keep theirs and it',
    records: [ofChild, chdir({ name_raw: '/etc' }), childKill],
    expected: { 'proc.cwd': '/srv/', 'proc.pname': 'sh' },
  },
  {
    name: 'chdir before a fork, which the child begins with',
    records: [
      chdir({ name_raw: '/etc' }),
      { type: 'clone', ...shell, result: 9, process_pid: 9, process_start_ns: 90 },
      { ...kill, pid: 9, start_ns: 90 },
    ],
    expected: { 'proc.cwd': '/etc/', 'proc.pname': 'sh' },
  },
  {
    name: 'chdir of a process known by its events alone',
    records: [
      { type: 'chdir', pid: 99, start_ns: 99, name_raw: '/etc' },
      { ...kill, pid: 99, start_ns: 99 },
    ],
    expected: { 'proc.cwd': '/etc/', 'proc.pname': null },
  },
  {
    name: 'fchdir',
    records: [{ type: 'fchdir', ...shell, fd: 3, kind: 'd', resolved: '/opt', path: '/opt' }],
    expected: { 'proc.cwd': '/opt/' },
  },
  {
    name: 'setsid',
    records: [{ type: 'setsid', ...shell, result: 7 }],
    expected: { 'proc.sid': 7, 'proc.pgid': 7, 'proc.tty': 0, 'proc.is_sid_leader': true, 'proc.is_pgid_leader': true },
  },
  {
    name: 'setsid that failed',
    records: [{ type: 'setsid', ...shell, result: -1 }],
    expected: { 'proc.sid': 5, 'proc.pgid': 5, 'proc.tty': 34816 },
  },
  {
    name: 'setpgid of the caller into a group of its own',
    records: [setpgid(0, 0)],
    expected: { 'proc.pgid': 7, 'proc.vpgid': 7, 'proc.is_pgid_leader': true, 'proc.sid': 5 },
  },
  {
    name: 'setpgid of the caller into another group',
    records: [setpgid(7, 6)],
    expected: { 'proc.pgid': 6, 'proc.vpgid': 6, 'proc.is_pgid_leader': false },
  },
  {
    name: 'setpgid of a child by its parent',
    records: [ofChild, setpgid(8, 8), childKill],
    expected: { 'proc.pgid': 8, 'proc.vpgid': 8 },
  },
  {
    name: 'setpgid of a child, which leaves the caller as it was',
    records: [ofChild, setpgid(8, 8)],
    expected: { 'proc.pgid': 5 },
  },
  {
    name: 'setpgid that failed',
    records: [{ ...setpgid(0, 0), result: -1 }],
    expected: { 'proc.pgid': 5 },
  },
  {
    name: 'setpgid in a namespace, where processes have other pids',
    records: [
      execOf(shell, contained),
      execOf(child, { ...contained, virtual_pid: 3, parent_pid: 7, parent_start_ns: 70 }),
      setpgid(3, 0),
      childKill,
    ],
    expected: { 'proc.pgid': 8, 'proc.vpgid': 3 },
  },
  {
    name: 'setpgid in a namespace into the group of a child',
    records: [
      execOf(shell, contained),
      execOf(child, { virtual_pid: 3, virtual_group_id: 3, group_id: 8, parent_pid: 7, parent_start_ns: 70 }),
      setpgid(0, 3),
    ],
    expected: { 'proc.pgid': 8, 'proc.vpgid': 3 },
  },
  {
    name: 'capset',
    records: [{ type: 'capset', ...shell, arg3: 2, arg4: 1, arg5: 3 }],
    expected: {
      'thread.cap_inheritable': 'CAP_DAC_OVERRIDE',
      'thread.cap_permitted': 'CAP_CHOWN',
      'thread.cap_effective': 'CAP_CHOWN CAP_DAC_OVERRIDE',
    },
  },
  {
    name: 'capset that failed',
    records: [{ type: 'capset', ...shell, result: -1, arg4: 1 }],
    expected: { 'thread.cap_permitted': 'CAP_CHOWN CAP_DAC_OVERRIDE' },
  },
  {
    name: 'capset of another thread than the first',
    records: [{ type: 'capset', ...shell, tid: 77, arg4: 1 }],
    expected: { 'thread.cap_permitted': 'CAP_CHOWN CAP_DAC_OVERRIDE' },
  },
]

let runtime: Runtime
beforeAll(async () => {
  const output = fields.map((field) => `%${field}`).join(' ')
  const rule = { rule: 'a', desc: 'd', priority: 'INFO', condition: 'evt.num exists', output }
  runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  await runtime.load(await compileBundle(loadRules([{ path: 'r.yaml', text: JSON.stringify([rule]) }])))
})
afterAll(stopAssembler)

describe('the process is known as it is after', () => {
  test.each(rows)('$name', ({ records, expected }) => {
    runtime.judgeRecords(writeRecords([parent, ofShell, ...records]))
    expect(runtime.matches().at(-1)?.fields).toMatchObject(expected)
  })

  test.each(rows)('$name, told in batches of one record', ({ records, expected }) => {
    for (const record of [parent, ofShell, ...records]) runtime.judgeRecords(writeRecord(record))
    expect(runtime.matches().at(-1)?.fields).toMatchObject(expected)
  })

  test('what is before the call in a batch keeps what was', () => {
    const calls = [chdir({ name_raw: '/etc' }), { type: 'setsid', ...shell, result: 7 }]
    runtime.judgeRecords(writeRecords([ofShell, kill, ...calls.flatMap((call) => [call, kill])]))
    const seen = runtime.matches().map(({ fields: values }) => [values['proc.cwd'], values['proc.sid']])
    const [before, moved, own] = [
      ['/srv/', 5],
      ['/etc/', 5],
      ['/etc/', 7],
    ]
    expect(seen).toEqual([before, before, moved, moved, own, own])
  })

  test('many changes of directory take no more memory than one', () => {
    const round = writeRecords(Array.from({ length: 500 }, (_, i) => chdir({ name_raw: `/d${i}` })))
    runtime.judgeRecords(round)
    runtime.judgeRecords(round)
    const { heapBytes, processes } = runtime.counters()
    for (let i = 0; i < 20; i++) runtime.judgeRecords(round)
    expect(runtime.counters()).toMatchObject({ heapBytes, processes })
  })
})

describe('the kernel is asked for', () => {
  const needsOf = (condition: string, output: string) =>
    kernelNeeds(
      loadRules([
        { path: 'r.yaml', text: JSON.stringify([{ rule: 'a', desc: 'd', priority: 'INFO', condition, output }]) },
      ]),
    )
  test.each([
    { name: 'changes of directory', condition: 'proc.cwd = /a/', output: 'x', types: ['chdir', 'fchdir'] },
    { name: 'them for an output', condition: 'proc.name = a', output: '%proc.cwd', types: ['chdir', 'fchdir'] },
    { name: 'what relative names start from', condition: 'evt.type = chdir', output: 'x', types: ['chdir', 'fchdir'] },
    { name: 'sessions', condition: 'proc.sname = a', output: 'x', types: ['setsid'] },
    { name: 'sessions for the terminal', condition: 'proc.name = a', output: '%proc.tty', types: ['setsid'] },
    { name: 'groups', condition: 'proc.is_vpgid_leader = true', output: 'x', types: ['setsid', 'setpgid'] },
    { name: 'capabilities', condition: 'thread.cap_effective exists', output: 'x', types: ['capset'] },
    { name: 'nothing that is not read', condition: 'proc.name = a', output: '%proc.pid', types: [] },
  ])('$name, whatever the rules match', ({ condition, output, types }) => {
    const typed = condition.startsWith('evt.type') ? condition : `evt.type = openat and ${condition}`
    const { eventTypes, filter } = needsOf(typed, output)
    expect(new Set(eventTypes)).toEqual(new Set([...types, typed === condition ? 'chdir' : 'openat']))
    const whole = filter.filter(({ changesState, type }) => changesState && types.some((one) => one === type))
    expect(whole.map(({ type }) => type)).toEqual(
      types.toSorted((a, b) => eventTypes.indexOf(a) - eventTypes.indexOf(b)),
    )
  })
})
