/** Seeded streams of events as a node has them: few programs, the same paths again and again, hardly a match. */
import type { RecordObject } from '#wasm-runtime'
import type { Random } from '../differential/random.ts'

/** Processes alive in a mix. */
export const processCount = 400

/** Programs that start others, and how many processes there are of them. */
const spawners = ['systemd', 'kubelet', 'containerd-shim']
const spawnerCount = 40
const servers = ['nginx', 'gunicorn', 'postgres', 'envoy', 'sshd', 'java', 'redis-server', 'haproxy', 'memcached']
const commands = [
  'ls',
  'cat',
  'grep',
  'sed',
  'date',
  'sh',
  'bash',
  'curl',
  'awk',
  'sleep',
  'git',
  'make',
  'python3',
  'tr',
]
const container = `/docker/${'ab'.repeat(32)}`

const libraries = Array.from(
  { length: 600 },
  (_, i) => `/usr/lib/x86_64-linux-gnu/lib${i % 97}/module-${i}.so.${i % 7}`,
)
const data = Array.from({ length: 1000 }, (_, i) => `/srv/app/data/shard-${i}/segment.log`)
const sources = Array.from({ length: 300 }, (_, i) => `/usr/share/python3/site-packages/package_${i}/__init__.py`)
const kernel = Array.from({ length: 100 }, (_, i) => `/proc/${i + 1}/stat`)
const usual = [...libraries, ...data, ...sources, ...kernel, '/etc/ld.so.cache', '/etc/localtime', '/etc/resolv.conf']

const image = (random: Random, program: string): Omit<RecordObject, 'type'> => ({
  comm: program,
  exe: `/usr/bin/${program}`,
  exe_path: `/usr/bin/${program}`,
  args: ['--config', '/etc/app/config.yaml', '--port', String(8000 + random.below(90))],
  env: ['PATH=/usr/bin:/bin', 'HOME=/root', 'LANG=C.UTF-8'],
  cwd: '/srv/app/',
})

/** The processes that are there when a stream begins. */
export const snapshot = (random: Random): RecordObject[] =>
  Array.from({ length: processCount }, (_, i) => ({
    type: 'process_snapshot',
    flags: 2,
    pid: i + 1,
    start_ns: BigInt(i + 1),
    parent_pid: i === 0 ? 0 : 1 + random.below(Math.ceil(i / 10)),
    ...image(random, random.of(i < spawnerCount ? spawners : servers)),
    cgroup: random.chance(30) ? container : '/system.slice/app.service',
    session_id: 1,
    group_id: i + 1,
    login_uid: 4294967295,
  }))

/** Events as the ring numbers them: rules ask whether the number is 0, which it never is. */
const numbered = (events: readonly RecordObject[]): RecordObject[] =>
  events.map((event, i) => ({ ...event, number: BigInt(i + 1) }))

/** Answers what a process of that pid has in every event. */
const actor = (random: Random, pid: number): Omit<RecordObject, 'type'> => ({
  pid,
  tid: pid,
  start_ns: BigInt(pid),
  timestamp_ns: 1_700_000_000_000_000_000n,
  uid: random.of([0, 33, 1000]),
})

const file = { kind: 'f', fd: 7, result: 7n }

function opening(random: Random, path: string): RecordObject {
  const flags = random.chance(85) ? 'O_RDONLY|O_CLOEXEC' : random.of(['O_WRONLY|O_CREAT|O_TRUNC', 'O_RDWR|O_CREAT'])
  const relative = random.chance(10) ? { name_raw: path.slice(1), base: '/' } : { name_raw: path }
  const outcome = random.chance(15) ? { fd: -1, result: -2n } : { ...file, resolved: path }
  return {
    type: 'openat',
    ...actor(random, 1 + random.below(processCount)),
    ...relative,
    ...outcome,
    open_flags: flags,
  }
}

function connection(random: Random): RecordObject {
  const ends = {
    remote_address: `10.0.${random.below(3)}.${random.below(200)}`,
    remote_port: random.of([443, 5432, 6379]),
    local_address: '10.0.0.1',
    local_port: 40_000 + random.below(1000),
  }
  const isQuery = random.chance(20)
  const socket = { kind: '4', family: 2, l4_protocol: isQuery ? 17 : 6, fd: 5, ...(isQuery ? { remote_port: 53 } : {}) }
  const type = random.of(['connect', 'connect', 'accept4', 'sendto', 'recvfrom'])
  return { type, ...actor(random, 1 + random.below(processCount)), ...ends, ...socket, result: random.of([0n, -115n]) }
}

function change(random: Random): RecordObject {
  const shared = actor(random, 1 + random.below(processCount))
  const path = random.of(data)
  const type = random.of(['unlinkat', 'renameat2', 'mkdirat', 'fchmodat', 'symlinkat'])
  const second = type === 'renameat2' || type === 'symlinkat' ? { second_raw: `${path}.old` } : {}
  return { type, ...shared, name_raw: path, ...second, result: 0n }
}

/** A process that is made, becomes another program, and ends: three events, its pid after those of the snapshot. */
function life(random: Random, pid: number): RecordObject[] {
  const parent = 1 + random.below(spawnerCount)
  const program = random.of(commands)
  return [
    { type: 'clone', ...actor(random, parent), process_pid: pid, process_start_ns: BigInt(pid), result: BigInt(pid) },
    { type: 'execve', ...actor(random, pid), ...image(random, program), parent_pid: parent, result: 0n },
    { type: 'procexit', ...actor(random, pid) },
  ]
}

/** What an open that succeeded left behind, closed by the process that opened it. */
const closing = (random: Random, opened: RecordObject): RecordObject => ({
  type: 'close',
  ...actor(random, Number(opened.pid)),
  kind: 'f',
  fd: 7,
  path: String(opened.base ?? '') + String(opened.name_raw),
  result: 0n,
})

/** Opens that a close may follow. */
const openKept = 64

/**
 * So many events, of a hundred about: 40 opens, 32 closes, 15 calls on sockets, 9 of processes that come, become another
 * program (3) and go, 4 other calls on files.
 */
export function mixedEvents(random: Random, count: number, firstPid: number): RecordObject[] {
  const events: RecordObject[] = []
  const opened: RecordObject[] = [opening(random, random.of(usual))]
  let pid = firstPid
  while (events.length < count) {
    const kind = random.below(94)
    if (kind < 40) {
      const open = opening(random, random.of(usual))
      events.push(open)
      opened[opened.length < openKept ? opened.length : random.below(openKept)] = open
    } else if (kind < 72) events.push(closing(random, random.of(opened)))
    else if (kind < 87) events.push(connection(random))
    else if (kind < 91) events.push(change(random))
    else events.push(...life(random, pid++))
  }
  return numbered(events.slice(0, count))
}

/** Opens of paths that no event before had. */
export const unseenPaths = (random: Random, count: number, first: number): RecordObject[] =>
  numbered(
    Array.from({ length: count }, (_, i) => opening(random, `/srv/app/upload/${first + i}/document-${i % 7}.pdf`)),
  )

/** Opens between the one that tells of a process and its end. */
const lifespan = 50

/** As many processes that nothing was told of before: each opens one file and ends a little later. */
export function unseenProcesses(random: Random, count: number, firstPid: number): RecordObject[] {
  const events: RecordObject[] = []
  for (let i = 0; i < count + lifespan; i++) {
    if (i < count) events.push({ ...opening(random, random.of(usual)), ...actor(random, firstPid + i) })
    if (i >= lifespan) events.push({ type: 'procexit', ...actor(random, firstPid + i - lifespan) })
  }
  return numbered(events)
}
