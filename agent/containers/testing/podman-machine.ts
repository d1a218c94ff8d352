/** A podman with storage of its own, and its API, which is docker's, on a socket of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, watch, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { imageName } from './busybox-image.ts'

/** Without limits that a container may not raise, a network plugin or systemd: none of them is there everywhere. */
const engine = `
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
[containers]
netns = "none"
log_driver = "k8s-file"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
`

const storage = (folder: string): string => `
[storage]
driver = "vfs"
runroot = "${folder}/run"
graphroot = "${folder}/storage"
`

/** A podman that serves its API. */
export class PodmanMachine {
  readonly storage: string
  readonly socket: string
  readonly #folder: string
  readonly #environment: NodeJS.ProcessEnv
  readonly #service: ChildProcess

  private constructor(folder: string) {
    this.#folder = folder
    this.storage = `${folder}/storage`
    this.socket = `${folder}/podman.sock`
    this.#environment = {
      ...process.env,
      CONTAINERS_STORAGE_CONF: `${folder}/storage.conf`,
      CONTAINERS_CONF: `${folder}/containers.conf`,
    }
    this.#service = spawn('podman', this.#words(['system', 'service', '-t', '0', `unix://${this.socket}`]), {
      env: this.#environment,
      stdio: 'ignore',
    })
  }

  /** Starts it with everything below `folder`, and resolves once it serves; the image of the archive is loaded. */
  static async start(folder: string, archive: string): Promise<PodmanMachine> {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/storage.conf`, storage(folder))
    writeFileSync(`${folder}/containers.conf`, engine)
    const machine = new PodmanMachine(folder)
    await machine.run('load', '-q', '-i', archive)
    await appeared(folder, 'podman.sock')
    return machine
  }

  #words(words: readonly string[]): string[] {
    return ['--tmpdir', `${this.#folder}/tmp`, ...words]
  }

  /** Runs one command; answers what it wrote. */
  async run(...words: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('podman', this.#words(words), { env: this.#environment })
    return stdout.trim()
  }

  /** Runs a container in the background; answers its id. */
  start(options: readonly string[], ...command: readonly string[]): Promise<string> {
    return this.run('run', '-d', ...options, imageName, ...command)
  }

  /** Ends all that was started, and itself. */
  async stop(): Promise<void> {
    await this.run('rm', '-a', '-f', '-t', '0')
    const ended = Promise.withResolvers<void>()
    this.#service.once('exit', () => ended.resolve())
    this.#service.kill('SIGTERM')
    await ended.promise
  }
}

/** Resolves once a file is in a folder. */
async function appeared(folder: string, name: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const watcher = watch(folder, () => {
    if (existsSync(`${folder}/${name}`)) resolve()
  })
  if (existsSync(`${folder}/${name}`)) resolve()
  await promise
  watcher.close()
}
