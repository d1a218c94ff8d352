/** A containerd with files and a socket of its own, and pods made through its CRI as the kubelet does. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { GrpcChannel } from '../grpc.ts'
import { text, type Written } from '../protobuf.ts'
import { imageName } from './busybox-image.ts'

type Fields = readonly (readonly [number, Written])[]

const configuration = (folder: string): string => `
version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${folder}/containerd.sock"
[ttrpc]
  address = "${folder}/ttrpc.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${imageName}"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${folder}/cni"
    conf_dir = "${folder}/cni-configuration"
`

const node = 2n
/** The host's network: there is no plugin here that would make another. */
const namespaces: Fields = [
  [1, node],
  [2, 0n],
]

/** A map from text to text as repeated entries. */
const entries = (number: number, map: Readonly<Record<string, string>>): Fields =>
  Object.entries(map).map(
    ([key, value]) =>
      [
        number,
        [
          [1, key],
          [2, value],
        ],
      ] as const,
  )

const podConfig = (name: string, isPrivileged: boolean): Fields => [
  [
    1,
    [
      [1, name],
      [2, `uid-of-${name}`],
      [3, 'shop'],
    ],
  ],
  [3, '/tmp'],
  ...entries(6, { app: name }),
  [
    8,
    [
      [1, `/kubepods/besteffort/pod${name}`],
      [
        2,
        [
          [1, namespaces],
          [6, isPrivileged],
        ],
      ],
    ],
  ],
]

/** What a container of a pod is made of. */
export interface ContainerAsked {
  readonly name: string
  readonly command: readonly string[]
  readonly isPrivileged: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly mount: { readonly source: string; readonly destination: string }
}

const containerConfig = ({ name, command, isPrivileged, labels, mount }: ContainerAsked): Fields => [
  [1, [[1, name]]],
  [2, [[1, imageName]]],
  ...command.map((word) => [3, word] as const),
  [
    7,
    [
      [1, mount.destination],
      [2, mount.source],
      [3, true],
    ],
  ],
  ...entries(9, labels),
  [
    15,
    [
      [
        2,
        [
          [2, isPrivileged],
          [3, namespaces],
        ],
      ],
    ],
  ],
]

/** A running containerd. */
export class ContainerdDaemon {
  readonly socket: string
  readonly #process: ChildProcess
  readonly #channel: GrpcChannel
  readonly #pods: string[] = []
  readonly #alone: string[] = []

  private constructor(folder: string, process: ChildProcess) {
    this.socket = `${folder}/containerd.sock`
    this.#process = process
    this.#channel = new GrpcChannel(this.socket)
  }

  /** Starts it with everything below `folder`, and resolves once it serves; the image of the archive is loaded. */
  static async start(folder: string, archive: string): Promise<ContainerdDaemon> {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/config.toml`, configuration(folder))
    const process = spawn('containerd', ['-c', `${folder}/config.toml`], { stdio: ['ignore', 'ignore', 'pipe'] })
    const daemon = new ContainerdDaemon(folder, process)
    await booted(process)
    for (const namespace of ['k8s.io', 'default'])
      daemon.#ctr('-n', namespace, 'images', 'import', '--snapshotter', 'native', archive)
    return daemon
  }

  #ctr(...words: readonly string[]): string {
    return execFileSync('ctr', ['-a', this.socket, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Runs a container that no kubelet knows of. */
  runAlone(id: string, ...command: readonly string[]): void {
    this.#ctr('run', '-d', '--snapshotter', 'native', '--privileged', '--label', 'alone=yes', imageName, id, ...command)
    this.#alone.push(id)
  }

  /** Runs a pod with one container; answers the ids of the sandbox and the container. */
  async runPod(name: string, asked: ContainerAsked): Promise<{ sandbox: string; container: string }> {
    const pod = podConfig(name, asked.isPrivileged)
    const sandbox = text(await this.#call('RunPodSandbox', [[1, pod]]), 1)
    this.#pods.push(sandbox)
    const made = await this.#call('CreateContainer', [
      [1, sandbox],
      [2, containerConfig(asked)],
      [3, pod],
    ])
    const container = text(made, 1)
    await this.#call('StartContainer', [[1, container]])
    return { sandbox, container }
  }

  #call(method: string, request: Fields) {
    return this.#channel.call(`/runtime.v1.RuntimeService/${method}`, request)
  }

  /** Ends all that was started, and itself. */
  async stop(): Promise<void> {
    for (const pod of this.#pods) {
      await this.#call('StopPodSandbox', [[1, pod]])
      await this.#call('RemovePodSandbox', [[1, pod]])
    }
    for (const id of this.#alone) {
      this.#ctr('tasks', 'rm', '-f', id)
      this.#ctr('containers', 'rm', id)
    }
    this.#channel.close()
    const ended = Promise.withResolvers<void>()
    this.#process.once('exit', () => ended.resolve())
    this.#process.kill('SIGTERM')
    await ended.promise
  }
}

/** Resolves when the daemon says that it has started; rejects with what it said if it ends instead. */
function booted(process: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const said: string[] = []
  if (process.stderr === null) throw new Error('containerd was started without a pipe')
  createInterface({ input: process.stderr }).on('line', (line) => {
    said.push(line)
    if (line.includes('containerd successfully booted')) resolve()
  })
  process.once('error', reject)
  process.once('exit', (code) => reject(new Error(`containerd ended with ${code}:\n${said.slice(-5).join('\n')}`)))
  return promise
}
