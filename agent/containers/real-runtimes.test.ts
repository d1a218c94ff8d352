/** Against real runtimes, started with files and sockets of their own: what they say of real containers. */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { containerd } from './containerd.ts'
import { cri } from './cri.ts'
import { dockerApi } from './docker-api.ts'
import { podmanFiles } from './podman-files.ts'
import type { RuntimeClient } from './runtime-client.ts'
import { makeImage } from './testing/busybox-image.ts'
import { ContainerdDaemon } from './testing/containerd-daemon.ts'
import { PodmanMachine } from './testing/podman-machine.ts'
import { whyNoContainers } from './testing/programs.ts'
import { workshop } from './testing/workshop.ts'

const sha256 = /^sha256:[0-9a-f]{64}$/
const image = {
  image: 'registry.example:5000/team/busy:1.0',
  imageRepository: 'registry.example:5000/team/busy',
  imageTag: '1.0',
  imageDigest: expect.stringMatching(sha256),
  imageId: expect.stringMatching(/^[0-9a-f]{64}$/),
}
/** Where nothing can be started. */
const nowhere = { folder: '', clear: () => undefined }
const nobody = 'ab'.repeat(32)

/** Listens to a runtime; `heard` resolves once what was heard after `act` fits. */
function listening(client: RuntimeClient) {
  const ids: string[] = []
  const stopping = new AbortController()
  let look = (): void => undefined
  const following = client.follow?.((id) => {
    ids.push(id)
    look()
  }, stopping.signal)
  following?.catch((error: unknown) => console.error(error))
  return {
    async heard(fits: (ids: readonly string[]) => boolean, act: () => Promise<void> | void): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      look = () => {
        if (fits(ids)) resolve()
      }
      // An answer to a question that was asked later says that the listener is in place.
      await client.inspect(nobody)
      await act()
      look()
      await promise
    },
    async stop(): Promise<void> {
      stopping.abort()
      await following
    },
  }
}

const noContainerd = whyNoContainers('containerd', 'ctr', 'runc')
describe.skipIf(noContainerd)(`containerd${noContainerd === undefined ? '' : `: skipped, ${noContainerd}`}`, () => {
  const { folder, clear } = noContainerd === undefined ? workshop() : nowhere
  let daemon: ContainerdDaemon
  beforeAll(async () => {
    daemon = await ContainerdDaemon.start(`${folder}/containerd`, makeImage(folder))
  })
  afterAll(async () => {
    await daemon.stop()
    clear()
  })

  test('the CRI tells of a container, its pod and the pod’s sandbox', async () => {
    const client = cri(daemon.socket)
    const { sandbox, container } = await daemon.runPod('web-0', {
      name: 'web',
      command: ['/bin/sleep', '600'],
      isPrivileged: true,
      labels: { tier: 'front' },
      mount: { source: `${folder}/image`, destination: '/data' },
    })
    const pod = { name: 'web-0', namespace: 'shop', uid: 'uid-of-web-0', sandboxId: sandbox, labels: { app: 'web-0' } }
    expect(await client.inspect(container)).toMatchObject({
      ...image,
      name: 'web',
      type: 'containerd',
      isPrivileged: true,
      usesHostNetwork: true,
      usesHostPid: false,
      mounts: [{ source: `${folder}/image`, destination: '/data', isWritable: false, propagation: 'private' }],
      labels: { tier: 'front' },
      pod,
    })
    expect(await client.inspect(sandbox)).toMatchObject({ name: 'web-0', type: 'containerd', pod })
    expect(await client.inspect(nobody)).toBe(null)
    client.close()
  })

  test('a container that it makes is heard of', async () => {
    const client = containerd(daemon.socket)
    const { heard, stop } = listening(client)
    const id = randomBytes(32).toString('hex')
    await heard(
      (ids) => ids.includes(id),
      () => daemon.runAlone(id, '/bin/sleep', '600'),
    )
    await stop()
    client.close()
  })

  test('containers of no pod are known by containerd itself', async () => {
    const id = randomBytes(32).toString('hex')
    daemon.runAlone(id, '/bin/sleep', '600')
    const client = containerd(daemon.socket)
    expect(await client.inspect(id)).toMatchObject({
      ...image,
      name: id,
      type: 'containerd',
      isPrivileged: true,
      labels: { alone: 'yes' },
      pod: null,
    })
    expect(await client.inspect(nobody)).toBe(null)
    client.close()
  })
})

const noPodman = whyNoContainers('podman', 'conmon', 'runc')
describe.skipIf(noPodman)(`podman${noPodman === undefined ? '' : `: skipped, ${noPodman}`}`, () => {
  const { folder, clear } = noPodman === undefined ? workshop() : nowhere
  let podman: PodmanMachine
  let id: string
  beforeAll(async () => {
    podman = await PodmanMachine.start(`${folder}/podman`, makeImage(folder))
    const options = ['--name', 'web', '--label', 'tier=front', '--pid', 'host', '-v', `${folder}/image:/data:ro`]
    id = await podman.start(options, '/bin/sleep', '600')
  })
  afterAll(async () => {
    await podman.stop()
    clear()
  })

  const expected = {
    ...image,
    name: 'web',
    type: 'podman',
    isPrivileged: false,
    usesHostPid: true,
    usesHostNetwork: false,
    pod: null,
  }
  const mount = { source: `${folder}/image`, destination: '/data', isWritable: false, propagation: 'rprivate' }

  test('docker’s API, which podman serves, tells of a container and its image', async () => {
    const client = dockerApi(podman.socket, 'podman')
    expect(await client.inspect(id)).toMatchObject({
      ...expected,
      mounts: [mount],
      labels: { tier: 'front', 'org.example': 'yes' },
    })
    expect(await client.inspect(nobody)).toBe(null)
    const privileged = await podman.start(['--privileged'], '/bin/sleep', '600')
    expect(await client.inspect(privileged)).toMatchObject({ isPrivileged: true, usesHostPid: false })
  })

  test.each([
    { name: 'its API', client: () => dockerApi(podman.socket, 'podman') },
    { name: 'its files', client: () => podmanFiles(podman.storage) },
  ])('a container that podman makes is heard of by $name', async ({ client }) => {
    const { heard, stop } = listening(client())
    let made = ''
    await heard(
      (ids) => made !== '' && ids.includes(made),
      async () => {
        made = await podman.start([], '/bin/sleep', '600')
      },
    )
    await stop()
  })

  test('podman’s files tell the same without anybody serving', async () => {
    const client = podmanFiles(podman.storage)
    expect(await client.inspect(id)).toMatchObject(expected)
    expect((await client.inspect(id))?.mounts).toContainEqual({ ...mount, mode: '' })
    expect(await client.inspect(nobody)).toBe(null)
    expect(await podmanFiles(`${folder}/nowhere`).inspect(id)).toBe(null)
  })
})

test('a socket that nobody listens on is a fault that names it', async () => {
  const socket = join(tmpdir(), 'eyas-nobody.sock')
  for (const client of [dockerApi(socket, 'docker'), cri(socket), containerd(socket)]) {
    await expect(client.inspect(nobody)).rejects.toThrow(socket)
    client.close()
  }
})
