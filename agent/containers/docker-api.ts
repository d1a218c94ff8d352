/** Docker's API, which podman serves as well: one question for the container, one for its image. */
import type { ContainerMetadata, ContainerMount, PodMetadata } from '#schema/container'
import { followJson } from './http-lines.ts'
import { getJson } from './http-over-unix.ts'
import { hexOf, isImageId, parseImageName } from './image-name.ts'
import { at, isTrue, listAt, textAt, textsAt } from './json.ts'
import type { RuntimeClient } from './runtime-client.ts'

/** A client of the API on a socket; `type` is what container.type says. */
export const dockerApi = (socket: string, type: 'docker' | 'podman'): RuntimeClient => ({
  socket,
  async inspect(id) {
    const container = await getJson(socket, `/containers/${id}/json`)
    if (container === null) return null
    const image = await getJson(socket, `/images/${encodeURIComponent(textAt(container, 'Image'))}/json`)
    return metadataOf(container, image, type)
  },
  follow: (heard, signal) =>
    followJson(socket, `/events?filters=${events}`, (event) => heard(textAt(event, 'Actor', 'ID')), signal),
  close: () => undefined,
})

const events = encodeURIComponent(JSON.stringify({ type: ['container'], event: ['create', 'init', 'start'] }))

interface Image {
  readonly repository: string
  readonly tag: string
  readonly digest: string
}

/** The name under which the container was made counts; an image may have many, and the container only an id. */
function imageOf(asked: string, image: unknown): Image {
  const tags = listAt(image, 'RepoTags').map((name) => parseImageName(String(name)))
  const digests = listAt(image, 'RepoDigests').map((name) => parseImageName(String(name)))
  const own = isImageId(asked) ? undefined : parseImageName(asked)
  const repository = own?.repository || digests[0]?.repository || tags[0]?.repository || ''
  const isSame = (name: Image): boolean => name.repository === repository
  return {
    repository,
    tag: own?.tag || tags.find(isSame)?.tag || '',
    digest: own?.digest || (digests.find(isSame) ?? digests[0])?.digest || '',
  }
}

const mountOf = (mount: unknown): ContainerMount => ({
  source: textAt(mount, 'Source'),
  destination: textAt(mount, 'Destination'),
  mode: textAt(mount, 'Mode'),
  isWritable: isTrue(mount, 'RW'),
  propagation: textAt(mount, 'Propagation'),
})

/** Of a network that several could be told of, the first address. */
const addressOf = (container: unknown): string =>
  textAt(container, 'NetworkSettings', 'IPAddress') ||
  (Object.values(at(container, 'NetworkSettings', 'Networks') ?? {})
    .map((network) => textAt(network, 'IPAddress'))
    .find((address) => address !== '') ??
    '')

/** The kubelet labels what it has made by way of docker. */
function podOf(labels: Readonly<Record<string, string>>): PodMetadata | null {
  const name = labels['io.kubernetes.pod.name']
  if (name === undefined) return null
  return {
    name,
    namespace: labels['io.kubernetes.pod.namespace'] ?? '',
    uid: labels['io.kubernetes.pod.uid'] ?? '',
    sandboxId: labels['io.kubernetes.sandbox.id'] ?? '',
    labels: {},
    ip: '',
    cniJson: '',
  }
}

function metadataOf(container: unknown, image: unknown, type: 'docker' | 'podman'): ContainerMetadata {
  const asked = textAt(container, 'Config', 'Image')
  const { repository, tag, digest } = imageOf(asked, image)
  const labels = textsAt(container, 'Config', 'Labels')
  return {
    name: textAt(container, 'Name').replace(/^\//, ''),
    type,
    image: asked,
    imageId: hexOf(textAt(container, 'Image')),
    imageRepository: repository,
    imageTag: tag,
    imageDigest: digest,
    ip: addressOf(container),
    cniJson: '',
    isPrivileged: isTrue(container, 'HostConfig', 'Privileged'),
    usesHostPid: textAt(container, 'HostConfig', 'PidMode') === 'host',
    usesHostNetwork: textAt(container, 'HostConfig', 'NetworkMode') === 'host',
    usesHostIpc: textAt(container, 'HostConfig', 'IpcMode') === 'host',
    mounts: listAt(container, 'Mounts').map(mountOf),
    labels,
    pod: podOf(labels),
  }
}
