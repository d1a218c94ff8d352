/**
 * A long capture as a busy node leaves it: mostly opens and closes, then sockets, programs that come and go, and hardly an
 * alert. A *turn* of events is drawn once from a seed and written again and again, later each time: at its end all its
 * programs have ended and all its descriptors are closed, so that the next turn finds what the first one found.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { type WrittenProcess, writeHead, writeProcesses, written } from '../../agent/record/scap-blocks.ts'
import { type ParameterValue, writeEvent } from '../../agent/record/scap-events.ts'
import { Random } from '../differential/random.ts'

const services = 300
const firstPid = 1000
const firstOwnPid = 100_000
/** Things that one program does, one after the other, on average. */
const worksInRow = 8
const beganNs = 1_700_000_000_000_000_000n
const stepNs = 20_000n
const currentDirectory = -100n

const programs = ['nginx', 'python3', 'node', 'java', 'redis-server', 'php-fpm', 'haproxy']
const commands = ['ls', 'cat', 'grep', 'sed', 'date', 'awk', 'sleep', 'git', 'make', 'tr']
const files = [
  ...Array.from({ length: 600 }, (_, i) => `/usr/lib/x86_64-linux-gnu/lib${i % 97}/module-${i}.so.${i % 7}`),
  ...Array.from({ length: 1500 }, (_, i) => `/srv/app/data/shard-${i}/segment.log`),
  ...Array.from({ length: 400 }, (_, i) => `/usr/share/python3/site-packages/package_${i}/__init__.py`),
  ...Array.from({ length: 300 }, (_, i) => `/proc/${firstPid + i}/stat`),
]
const loaded = ['/etc/ld.so.cache', '/lib/x86_64-linux-gnu/libc.so.6', '/usr/lib/locale/locale-archive']
const container = `/docker/${'ab'.repeat(32)}`
const environment = ['PATH=/usr/bin:/bin', 'HOME=/root', 'LANG=C.UTF-8', 'SHLVL=1', 'PWD=/srv/app', 'TERM=dumb']
const members = (list: readonly string[]): string => list.map((member) => `${member}\0`).join('')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Actor {
  readonly pid: number
  readonly program: string
  readonly cgroups: readonly string[]
}

const actorOf = (random: Random, i: number): Actor => {
  const cgroup = random.chance(30) ? container : '/system.slice/app.service'
  return {
    pid: firstPid + i,
    program: random.of(programs),
    cgroups: ['cpu', 'memory', 'pids', 'cpuset'].map((subsystem) => `${subsystem}=${cgroup}`),
  }
}

const listed = ({ pid, program, cgroups }: Actor): WrittenProcess => ({
  pid,
  parent: 1,
  comm: program,
  exe: `/usr/bin/${program}`,
  exePath: `/usr/bin/${program}`,
  args: ['--config', '/etc/app/config.yaml', '--port', '8080'],
  env: environment,
  cwd: '/srv/app/',
  uid: 33,
  gid: 33,
  cgroups,
})

/** Draws the events of one turn. */
class Turn {
  readonly #random: Random
  readonly #actors: readonly Actor[]
  readonly events: Uint8Array[] = []
  #ns = beganNs
  #nextPid = firstOwnPid
  #actor: Actor | undefined

  constructor(random: Random, actors: readonly Actor[], count: number) {
    this.#random = random
    this.#actors = actors
    while (this.events.length < count) this.#work()
  }

  /** What the turn takes on the clock of the capture. */
  get lastsNs(): bigint {
    return this.#ns - beganNs
  }

  #add(name: string, tid: number, parameters: Readonly<Record<string, ParameterValue>>): void {
    this.#ns += stepNs
    const event = { name, ns: this.#ns, tid, cpu: tid % 2, parameters }
    this.events.push(written((out) => writeEvent(out, event)))
  }

  /** A program goes on for a while once it has the processor. */
  #turnOf(): Actor {
    if (this.#actor === undefined || this.#random.below(worksInRow) === 0) this.#actor = this.#random.of(this.#actors)
    return this.#actor
  }

  #work(): void {
    const actor = this.#turnOf()
    const kind = this.#random.below(100)
    if (kind < 70) this.#file(actor.pid, this.#random.of(files))
    else if (kind < 82) this.#connection(actor.pid)
    else if (kind < 90) this.#change(actor.pid)
    else if (kind < 93) this.#pipes(actor.pid)
    else this.#life(actor)
  }

  #close(pid: number, fd: number): void {
    this.#add('close', pid, { res: 0, fd })
  }

  #file(pid: number, path: string): void {
    const random = this.#random
    const isMissing = random.chance(15)
    // The kernel gives the lowest number that is free.
    const fd = isMissing ? -2 : 10 + random.below(4)
    const isWritten = random.chance(15)
    const flags = isWritten ? 1 + 4 + 256 + 4096 : 1 + 4096
    const place = isMissing ? { dev: 0, ino: 0 } : { dev: 0x800001, ino: 7_000_000 + random.below(10_000) }
    const mode = isWritten ? 0o644 : 0
    this.#add('openat', pid, { fd, dirfd: currentDirectory, name: path, flags, mode, ...place })
    if (isMissing) return
    if (random.chance(10)) this.#add('fcntl', pid, { res: 0, fd, cmd: 3, arg: 1 })
    this.#close(pid, fd)
  }

  #connection(pid: number): void {
    const random = this.#random
    const fd = 20 + random.below(4)
    const isQuery = random.chance(25)
    const remote = [10, 0, random.below(3), random.below(200)]
    const port = isQuery ? 53 : random.of([443, 5432, 6379])
    const ends = Uint8Array.from([2, 10, 0, 0, 1, 0x40, 0x9c + random.below(40), ...remote, port & 255, port >> 8])
    const asked = Uint8Array.from([2, ...remote, port & 255, port >> 8])
    if (random.chance(30)) {
      this.#add('accept4', pid, { fd, tuple: ends, queuepct: 0, queuelen: 0, queuemax: 128, flags: 0 })
      this.#close(pid, fd)
      return
    }
    this.#add('socket', pid, { fd, domain: 2, type: isQuery ? 2 : 1, proto: 0, flags: 0 })
    this.#add('connect', pid, { res: isQuery ? 0 : -115, tuple: ends, fd, addr: asked })
    if (isQuery) {
      const data = bytes('\0\x01example')
      this.#add('sendto', pid, { res: data.length, data, fd, size: data.length, tuple: ends })
      this.#add('recvfrom', pid, { res: data.length, data, tuple: ends, fd, size: data.length })
    }
    this.#close(pid, fd)
  }

  #change(pid: number): void {
    const path = `/srv/app/data/shard-${this.#random.below(1500)}/next.log`
    const kind = this.#random.below(3)
    if (kind === 0) this.#add('unlinkat', pid, { res: 0, dirfd: currentDirectory, name: path, flags: 0 })
    else if (kind === 1) this.#add('mkdir', pid, { res: 0, path, mode: 0o755 })
    else {
      const from = { olddirfd: currentDirectory, oldpath: path }
      this.#add('renameat2', pid, { res: 0, ...from, newdirfd: currentDirectory, newpath: `${path}.1`, flags: 0 })
    }
  }

  #pipes(pid: number): void {
    this.#add('pipe2', pid, { res: 0, fd1: 101, fd2: 102, ino: 9_000_000, flags: 0 })
    this.#add('dup2', pid, { res: 1, oldfd: 102, newfd: 1 })
    this.#close(pid, 101)
    this.#close(pid, 102)
  }

  /** A service runs a command: both ends of the clone, the exec, what the loader opens, some files, and the end. */
  #life({ pid: parent, program, cgroups }: Actor): void {
    const pid = this.#nextPid++
    const memory = { pgft_maj: 0, pgft_min: 300, vm_size: 9000, vm_rss: 2000, vm_swap: 0, fdlimit: 1024 }
    const cloned = {
      ...memory,
      exe: `/usr/bin/${program}`,
      args: bytes(members(['--config', '/etc/app/config.yaml', '--port', '8080'])),
      cwd: '',
      comm: program,
      cgroups: bytes(members(cgroups)),
      flags: 0,
      uid: 33,
      gid: 33,
      pidns_init_start_ts: 0,
    }
    const ofParent = { tid: parent, pid: parent, ptid: 1, vtid: parent, vpid: parent }
    this.#add('clone', parent, { ...cloned, ...ofParent, res: pid })
    this.#add('clone', pid, { ...cloned, res: 0, tid: pid, pid, ptid: parent, vtid: pid, vpid: pid })
    const command = this.#random.of(commands)
    this.#add('execve', pid, {
      ...memory,
      res: 0,
      exe: command,
      args: bytes(members(['--all', `/srv/app/data/shard-${this.#random.below(1500)}`])),
      tid: pid,
      pid,
      ptid: parent,
      cwd: '',
      comm: command,
      cgroups: bytes(members(cgroups)),
      env: bytes(members(environment)),
      tty: 0,
      vpgid: parent,
      loginuid: -1,
      flags: 0,
      cap_inheritable: 0,
      cap_permitted: 0,
      cap_effective: 0,
      exe_ino: 5_000_000,
      exe_ino_ctime: beganNs - 1_000_000_000_000n,
      exe_ino_mtime: beganNs - 1_000_000_000_000n,
      uid: 33,
      trusted_exepath: `/usr/bin/${command}`,
      pgid: parent,
      gid: 33,
      filename: `/usr/bin/${command}`,
    })
    for (const path of loaded) this.#file(pid, path)
    for (let left = this.#random.below(20); left > 0; left--) this.#file(pid, this.#random.of(files))
    if (this.#random.below(400) === 0) this.#file(pid, '/etc/shadow')
    this.#add('procexit', pid, { status: 0, ret: 0, sig: 0, core: 0, reaper_tid: 0 })
  }
}

const timeColumn = 10

/** The events of a turn in one piece, and where their times lie. */
function joined(events: readonly Uint8Array[]): { readonly bytes: Buffer; readonly places: readonly number[] } {
  const places: number[] = []
  let at = 0
  for (const event of events) {
    places.push(at + timeColumn)
    at += event.length
  }
  return { bytes: Buffer.concat(events), places }
}

/** Writes a capture of about so many events to a file; the same seed gives the same bytes. */
export function writeLongCapture(path: string, events: number, seed: number, turnEvents = 100_000): void {
  const random = new Random(seed)
  const actors = Array.from({ length: services }, (_, i) => actorOf(random, i))
  const turn = new Turn(random, actors, Math.min(events, turnEvents))
  const { bytes: turnBytes, places } = joined(turn.events)
  const file = openSync(path, 'w')
  try {
    const first = { pid: 1, parent: 0, comm: 'systemd', exe: '/sbin/init', exePath: '/usr/lib/systemd/systemd' }
    writeSync(
      file,
      written((out) => {
        writeHead(out, { hostname: 'node-1', cpus: 2 })
        writeProcesses(out, [first, ...actors.map(listed)])
      }),
    )
    for (let left = events; left > 0; left -= places.length) {
      writeSync(file, turnBytes)
      for (const place of places) turnBytes.writeBigUInt64LE(turnBytes.readBigUInt64LE(place) + turn.lastsNs, place)
    }
  } finally {
    closeSync(file)
  }
}
