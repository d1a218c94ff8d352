/** Fields of live records one by one, in Falco's words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import { createRuntime, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'

const process = { pid: 7, start_ns: 70 }
const shell: RecordObject = { type: 'execve', timestamp_ns: 1_000_000_001n, pid: 5, start_ns: 50, comm: 'bash' }
const cat: RecordObject = { type: 'execve', ...process, parent_pid: 5, parent_start_ns: 50, comm: 'cat', uid: 1000 }
const rename: RecordObject = {
  type: 'rename',
  ...process,
  result: 0,
  name_raw: 'a',
  base: '/srv',
  second_raw: '/tmp/../b',
}
const send: RecordObject = {
  type: 'sendto',
  ...process,
  fd: 4,
  kind: '4',
  family: 2,
  l4_protocol: 6,
  result: 5,
  data: 'hello',
  local_address: '10.0.0.1',
  local_port: 40000,
  remote_address: '10.0.0.2',
  remote_port: 443,
}

const rows = [
  { field: 'fs.path.source', record: rename, value: '/srv/a' },
  { field: 'fs.path.sourceraw', record: rename, value: 'a' },
  { field: 'fs.path.target', record: rename, value: '/b' },
  { field: 'fs.path.targetraw', record: rename, value: '/tmp/../b' },
  { field: 'fs.path.target', record: { ...rename, result: -2 }, value: null },
  { field: 'fs.path.target', record: { type: 'unlink', ...process, name_raw: '/a' }, value: null },
  { field: 'fd.sproto', record: send, value: '443' },
  { field: 'fd.cproto', record: send, value: '40000' },
  { field: 'fd.lproto', record: send, value: '40000' },
  { field: 'fd.rproto', record: send, value: '443' },
  { field: 'fd.rproto', record: rename, value: null },
  { field: 'evt.is_io', record: send, value: true },
  { field: 'evt.is_io_write', record: send, value: true },
  { field: 'evt.is_io_read', record: send, value: false },
  { field: 'evt.io_dir', record: send, value: 'write' },
  { field: 'evt.io_dir', record: { ...send, type: 'recvfrom' }, value: 'read' },
  { field: 'evt.io_dir', record: rename, value: null },
  { field: 'evt.buffer', record: send, value: 'hello' },
  { field: 'evt.buflen', record: send, value: 5 },
  { field: 'evt.buflen', record: rename, value: null },
  { field: 'evt.is_wait', record: send, value: false },
  { field: 'evt.is_syslog', record: send, value: false },
  { field: 'evt.is_syslog', record: { ...send, kind: 'u', family: 1, name_raw: '/dev/log' }, value: true },
  { field: 'proc.loginshellid', record: send, value: 5 },
  { field: 'evt.reltime.s', record: { ...send, timestamp_ns: 3_000_000_007n }, value: 2 },
  { field: 'evt.reltime.ns', record: { ...send, timestamp_ns: 3_000_000_007n }, value: 6 },
  { field: 'evt.latency', record: send, value: 0 },
  { field: 'evt.arg.pid', record: { type: 'kill', ...process, arg0: 5, arg1: 9 }, value: 'bash' },
  { field: 'evt.arg.pid', record: { type: 'kill', ...process, arg0: 99, arg1: 9 }, value: '99' },
  { field: 'evt.arg.pid', record: { type: 'kill', ...process, arg0: -1, arg1: 9 }, value: '-1' },
  { field: 'evt.arg.uid', record: { type: 'setuid', ...process, arg0: 1000 }, value: 'alice' },
  { field: 'evt.arg.uid', record: { type: 'setuid', ...process, arg0: 4711 }, value: '<NA>' },
  { field: 'evt.arg.ruid', record: { type: 'setreuid', ...process, arg0: -1, arg1: 0 }, value: '<NONE>' },
  { field: 'evt.arg.gid', record: { type: 'setgid', ...process, arg0: 100 }, value: 'users' },
  { field: 'evt.rawarg.uid', record: { type: 'setuid', ...process, arg0: 1000 }, value: 1000 },
  { field: 'evt.args', record: { type: 'setuid', ...process, arg0: 1000 }, value: 'res=0 uid=1000(alice)' },
  {
    field: 'evt.args',
    record: { type: 'kill', ...process, arg0: 5, arg1: 9 },
    value: 'res=0 pid=5(bash) sig=9(SIGKILL)',
  },
  { field: 'user.name', record: send, value: '<NA>' },
  { field: 'user.homedir', record: { ...send, uid: 1000 }, value: '/home/alice' },
  { field: 'user.shell', record: { ...send, uid: 1000 }, value: '/bin/zsh' },
] satisfies readonly { field: string; record: RecordObject; value: string | number | boolean | null }[]

describe('live fields', () => {
  let runtime: Runtime
  beforeAll(async () => {
    const output = [...new Set(rows.map(({ field }) => `%${field}`))].join(' ')
    const rule = { rule: 'a', desc: 'd', priority: 'INFO', condition: 'evt.num exists', output }
    runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
    await runtime.load(await compileBundle(loadRules([{ path: 'r.yaml', text: JSON.stringify([rule]) }])))
    runtime.setUsers([{ id: 1000, name: 'alice', homeDirectory: '/home/alice', shell: '/bin/zsh' }])
    runtime.setGroups([{ id: 100, name: 'users' }])
  })
  afterAll(stopAssembler)

  test.each(rows)('$field of $record.type is $value', ({ field, record, value }) => {
    runtime.judgeRecords(writeRecords([shell, cat, { uid: 4711, ...record }]))
    expect(runtime.matches().at(-1)?.fields[field]).toBe(value)
  })
})
