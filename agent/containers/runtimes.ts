/** Which runtimes there are to be asked, and where they usually listen. */
import { existsSync, readdirSync } from 'node:fs'
import type { ContainerRuntime } from '#schema/container'
import { containerd } from './containerd.ts'
import { cri } from './cri.ts'
import { dockerApi } from './docker-api.ts'
import type { Followed } from './follower.ts'
import { podmanFiles } from './podman-files.ts'
import type { RuntimeClient } from './runtime-client.ts'

/** The ways to ask. */
export const runtimeKinds = ['docker', 'podman', 'podman-files', 'cri', 'containerd'] as const

export type RuntimeKind = (typeof runtimeKinds)[number]

/** A way to ask, and the socket or directory where. */
export interface RuntimePlace {
  readonly kind: RuntimeKind
  readonly path: string
}

const makers: Readonly<Record<RuntimeKind, (path: string) => RuntimeClient>> = {
  docker: (path) => dockerApi(path, 'docker'),
  podman: (path) => dockerApi(path, 'podman'),
  'podman-files': podmanFiles,
  cri,
  containerd,
}

/** Who may know a container whose cgroup names that runtime, the likeliest first. */
const asked: Readonly<Record<ContainerRuntime, readonly RuntimeKind[]>> = {
  docker: ['docker', 'cri'],
  podman: ['podman', 'podman-files'],
  containerd: ['cri', 'containerd'],
  crio: ['cri'],
  cri: ['cri', 'docker'],
}

/** Of which runtime the containers are that can be heard of. */
const followedAs: Partial<Record<RuntimeKind, ContainerRuntime>> = {
  docker: 'docker',
  podman: 'podman',
  'podman-files': 'podman',
  containerd: 'containerd',
}

const containerdSockets = [
  '/run/containerd/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/host-containerd/containerd.sock',
]

/** Folders of the users who are logged in; their runtimes listen there. */
function userFolders(): readonly string[] {
  if (!existsSync('/run/user')) return []
  return readdirSync('/run/user').map((uid) => `/run/user/${uid}`)
}

/** Where runtimes usually are on this machine. */
export const usualPlaces = (): readonly RuntimePlace[] =>
  [
    ...['/run/docker.sock', ...userFolders().map((folder) => `${folder}/docker.sock`)].map((path) => ({
      kind: 'docker' as const,
      path,
    })),
    ...['/run', ...userFolders()].map((folder) => ({ kind: 'podman' as const, path: `${folder}/podman/podman.sock` })),
    { kind: 'podman-files' as const, path: '/var/lib/containers/storage' },
    ...['/run/crio/crio.sock', ...containerdSockets].map((path) => ({ kind: 'cri' as const, path })),
    ...containerdSockets.map((path) => ({ kind: 'containerd' as const, path })),
  ].filter(({ path }) => existsSync(path))

/** Clients of the runtimes that are there now; each is made once. */
export class Runtimes {
  readonly #places: () => readonly RuntimePlace[]
  readonly #clients = new Map<string, RuntimeClient>()

  /** `places` is asked for every container, because runtimes come and go. */
  constructor(places: () => readonly RuntimePlace[] = usualPlaces) {
    this.#places = places
  }

  /** Whom to ask about a container of that runtime, in order. */
  clientsFor(runtime: ContainerRuntime): readonly RuntimeClient[] {
    const places = this.#places()
    return asked[runtime].flatMap((kind) =>
      places.filter((place) => place.kind === kind).map((place) => this.#client(place)),
    )
  }

  /** Those that can be listened to for containers that they make. */
  followed(): readonly Followed[] {
    return this.#places().flatMap((place) => {
      const runtime = followedAs[place.kind]
      if (runtime === undefined) return []
      return [{ client: this.#client(place), runtime, asked: this.clientsFor(runtime) }]
    })
  }

  #client({ kind, path }: RuntimePlace): RuntimeClient {
    const key = `${kind} ${path}`
    const client = this.#clients.get(key) ?? makers[kind](path)
    this.#clients.set(key, client)
    return client
  }

  /** Lets go of all connections. */
  close(): void {
    for (const client of this.#clients.values()) client.close()
    this.#clients.clear()
  }
}
