/** Random records of a few processes that fork, change their image, end, open files and connect. */
import type { ContainerMetadata } from '#schema/container'
import type { FoundContainer, RecordObject } from '#wasm-runtime'
import type { Random } from './random.ts'
import { addresses, directories, paths, programs, words } from './words.ts'

const second = 1_000_000_000n
const cgroups = [
  '/user.slice',
  `/docker/${'3f9a1c0e7b25'.padEnd(64, '0')}`,
  `/kubepods.slice/pod1/cri-containerd-${'ab'.repeat(32)}.scope`,
  `/sneaky/${'cd'.repeat(32)}`,
]

/** A container of the cgroups above, as it may be told of: `version` makes each telling another. */
export const containerTold = (version: number): readonly [FoundContainer, ContainerMetadata] => [
  { id: '3f9a1c0e7b25'.padEnd(64, '0'), runtime: 'docker', pid: 100 },
  {
    name: version % 3 === 0 ? 'web' : 'nginx',
    type: 'docker',
    image: 'nginx',
    imageId: '',
    imageRepository: version % 2 === 0 ? 'nginx' : 'python3',
    imageTag: '',
    imageDigest: '',
    ip: '10.0.0.1',
    cniJson: '',
    isPrivileged: version % 2 === 0,
    usesHostPid: false,
    usesHostNetwork: version % 3 === 0,
    usesHostIpc: false,
    mounts: [
      { source: '/srv/a', destination: '/tmp/x', mode: '', isWritable: true, propagation: '' },
      { source: '/proc', destination: '/host/proc', mode: '', isWritable: version % 2 === 0, propagation: 'rslave' },
    ],
    labels: { app: version % 3 === 0 ? 'sh' : 'bash', empty: '' },
    pod: null,
  },
]

interface Alive {
  readonly pid: number
  readonly startNs: bigint
}

/** Draws records one after another; each is possible after those before it. */
export class RecordStream {
  readonly #random: Random
  #alive: Alive[] = []
  #timeNs = 1_700_000_000n * second
  #nextPid = 100
  #number = 0n

  constructor(random: Random) {
    this.#random = random
  }

  next(): RecordObject {
    this.#timeNs += BigInt(this.#random.below(1_000_000_000))
    this.#number++
    if (this.#alive.length < 3) return this.#snapshot()
    const kind = this.#random.below(20)
    if (kind < 3) return this.#fork()
    if (kind < 6) return this.#exec()
    if (kind === 6) return this.#exit()
    if (kind === 7) return this.#followed()
    return kind < 11 ? this.#connect() : this.#open()
  }

  #shared({ pid, startNs }: Alive): Omit<RecordObject, 'type'> {
    return {
      pid,
      tid: this.#random.chance(90) ? pid : pid + 1,
      start_ns: startNs,
      timestamp_ns: this.#timeNs,
      number: this.#number,
      uid: this.#random.of([0, 0, 1000, 33, 77]),
      gid: this.#random.of([0, 1000]),
      cpu: this.#random.below(4),
    }
  }

  #image(): Omit<RecordObject, 'type'> {
    const random = this.#random
    return {
      comm: random.of(programs),
      exe: random.of([...programs, ...paths]),
      exe_path: random.of(paths),
      args: random.times(random.below(5), () => random.of(words)),
      env: random.times(random.below(4), () => random.of(words)),
      cwd: random.of(directories),
      cgroup: random.of(cgroups),
      tty: random.of([0, 34816]),
      session_id: this.#anyPid(),
      group_id: this.#anyPid(),
      virtual_group_id: random.below(3),
      virtual_session_id: random.below(3),
      virtual_pid: random.below(3),
      login_uid: random.of([0, 1000, 4294967295]),
      exe_flags: random.below(16),
      cap_effective: BigInt(random.below(256)),
      cap_permitted: BigInt(random.below(2)),
      exe_inode: BigInt(random.below(3)),
      exe_ctime_ns: random.of([0n, this.#timeNs - second, this.#timeNs + second]),
      file_name: random.of(paths),
    }
  }

  #anyPid(): number {
    return this.#alive.length === 0 ? 1 : this.#random.of(this.#alive).pid
  }

  #birth(): Alive {
    const born = { pid: this.#nextPid++, startNs: this.#timeNs - 1_600_000_000n * second }
    this.#alive.push(born)
    return born
  }

  #snapshot(): RecordObject {
    const parent = this.#alive[0]
    const born = this.#birth()
    return {
      type: 'process_snapshot',
      flags: 2,
      ...this.#shared(born),
      ...this.#image(),
      parent_pid: parent?.pid ?? 0,
      parent_start_ns: parent?.startNs ?? 0n,
    }
  }

  #fork(): RecordObject {
    const parent = this.#random.of(this.#alive)
    const failed = this.#random.chance(10)
    const type = this.#random.of(['clone', 'fork', 'vfork', 'clone3'])
    if (failed) return { type, ...this.#shared(parent), result: -11n }
    const born = this.#birth()
    const shared = this.#shared(parent)
    return {
      type,
      ...shared,
      process_pid: born.pid,
      process_start_ns: born.startNs,
      comm: this.#random.of(programs),
      clone_flags: 0x4100,
    }
  }

  #exec(): RecordObject {
    const actor = this.#random.of(this.#alive)
    const result = this.#random.chance(15) ? { result: this.#random.of([-2n, -13n]) } : {}
    const parent = this.#random.chance(50) ? {} : { parent_pid: this.#anyPid() }
    return {
      type: this.#random.of(['execve', 'execveat']),
      ...this.#shared(actor),
      ...this.#image(),
      ...parent,
      ...result,
    }
  }

  #exit(): RecordObject {
    const actor = this.#random.of(this.#alive)
    this.#alive = this.#alive.filter((other) => other !== actor)
    const reaper = this.#random.chance(50) ? {} : { reaper_pid: this.#anyPid() }
    return { type: 'procexit', ...this.#shared(actor), tid: actor.pid, status: this.#random.below(3), ...reaper }
  }

  /** A call that changes its process. */
  #followed(): RecordObject {
    const random = this.#random
    const actor = random.of(this.#alive)
    const shared = { ...this.#shared(actor), result: random.chance(80) ? 0n : -1n }
    switch (random.of(['chdir', 'fchdir', 'setsid', 'setpgid', 'capset'])) {
      case 'chdir':
        return {
          type: 'chdir',
          ...shared,
          name_raw: random.of(paths),
          ...(random.chance(50) ? { resolved: random.of(directories) } : {}),
        }
      case 'fchdir':
        return { type: 'fchdir', ...shared, fd: 3, kind: 'd', resolved: random.of(directories) }
      case 'setsid':
        return { type: 'setsid', ...shared, result: random.chance(80) ? BigInt(actor.pid) : -1n }
      case 'setpgid':
        return {
          type: 'setpgid',
          ...shared,
          arg0: random.of([0, this.#anyPid()]),
          arg1: random.of([0, this.#anyPid()]),
        }
      default:
        return { type: 'capset', ...shared, arg3: 0, arg4: random.below(4), arg5: random.below(256) }
    }
  }

  #actor(): Alive {
    return this.#random.chance(3) ? { pid: this.#nextPid++, startNs: 5n } : this.#random.of(this.#alive)
  }

  #open(): RecordObject {
    const random = this.#random
    const base = random.chance(90) ? { base: random.of(directories) } : {}
    return {
      type: random.of(['open', 'openat', 'openat2', 'creat']),
      ...this.#shared(this.#actor()),
      ...base,
      ...(random.chance(95) ? { name_raw: random.of(paths) } : {}),
      ...(random.chance(30) ? { resolved: random.of(paths) } : {}),
      result: random.of([3n, 3n, 4n, -2n, -13n]),
      kind: random.of(['f', 'f', 'd', 'p']),
      open_flags: random.below(1 << 17),
      mode: random.of([0, 0o644, 0o755]),
      device: random.below(1 << 20),
      inode: BigInt(random.below(9)),
      fd_flags: random.below(16),
    }
  }

  #connect(): RecordObject {
    const random = this.#random
    const shared = {
      type: 'connect',
      ...this.#shared(this.#actor()),
      result: random.of([0n, -115n, -111n]),
      fd_flags: random.below(32),
    }
    if (random.chance(20)) return { ...shared, name_raw: random.of(['/run/x.sock', '']) }
    const remote = random.of(addresses)
    return {
      ...shared,
      remote_address: remote,
      remote_port: random.of([22, 443, 8080, 0]),
      local_address: remote.includes(':') ? '::1' : '10.0.0.1',
      local_port: random.of([22, 40000]),
      l4_protocol: random.of([6, 17, 1, 0]),
      fd: random.of([-1, 3, 7]),
    }
  }
}
