/**
 * The Kubernetes container runtime interface, which containerd and CRI-O serve. Field numbers are those of
 * runtime.v1 in api.proto of k8s.io/cri-api.
 */
import type { ContainerMetadata, ContainerMount, PodMetadata } from '#schema/container'
import { GrpcChannel, GrpcError, grpcCodes } from './grpc.ts'
import { hexOf, isImageId, parseImageName } from './image-name.ts'
import { at, isTrue, textAt } from './json.ts'
import { all, inner, integer, type Message, map, text, texts, type Written } from './protobuf.ts'
import type { RuntimeClient } from './runtime-client.ts'

const versions = ['v1', 'v1alpha2'] as const
const propagations = ['private', 'rslave', 'rshared'] as const
const nodeNamespace = 2n
const maxCniBytes = 4096

/** A client of the interface on a socket. */
export const cri = (socket: string): RuntimeClient => new Cri(socket)

class Cri implements RuntimeClient {
  readonly socket: string
  readonly #channel: GrpcChannel
  #version: (typeof versions)[number] = 'v1'
  #type: string | undefined

  constructor(socket: string) {
    this.socket = socket
    this.#channel = new GrpcChannel(socket)
  }

  async inspect(id: string): Promise<ContainerMetadata | null> {
    this.#type ??= await this.#runtimeType()
    const container = await this.#status('ContainerStatus', id)
    if (container === null) return this.#inspectSandbox(id)
    const sandboxId = await this.#sandboxOf(id)
    const sandbox = sandboxId === '' ? null : await this.#status('PodSandboxStatus', sandboxId)
    const image = await this.#image(text(inner(container, 1), 9))
    return containerMetadata(container, sandbox, image, this.#type)
  }

  close(): void {
    this.#channel.close()
  }

  /** The pause container of a pod is known only as its sandbox. */
  async #inspectSandbox(id: string): Promise<ContainerMetadata | null> {
    const sandbox = await this.#status('PodSandboxStatus', id)
    return sandbox === null ? null : sandboxMetadata(sandbox, this.#type ?? 'cri')
  }

  async #runtimeType(): Promise<string> {
    for (const version of versions) {
      try {
        this.#version = version
        const name = text(await this.#call('RuntimeService', 'Version', []), 2)
        return name === 'containerd' || name === 'cri-o' ? name : 'cri'
      } catch (error) {
        if (!(error instanceof GrpcError) || error.code !== grpcCodes.unimplemented || version === 'v1alpha2')
          throw error
      }
    }
    return 'cri'
  }

  #call(service: string, method: string, request: readonly (readonly [number, Written])[]): Promise<Message> {
    return this.#channel.call(`/runtime.${this.#version}.${service}/${method}`, request)
  }

  async #status(method: 'ContainerStatus' | 'PodSandboxStatus', id: string): Promise<Message | null> {
    return orNull(
      this.#call('RuntimeService', method, [
        [1, id],
        [2, true],
      ]),
    )
  }

  async #sandboxOf(id: string): Promise<string> {
    const containers = all(await this.#call('RuntimeService', 'ListContainers', [[1, [[1, id]]]]), 1)
    return containers.length === 0 ? '' : text(containers[0] ?? new Map(), 2)
  }

  /** What the image service says of an image; without fields if it knows none, or the server has no such service. */
  async #image(reference: string): Promise<Message> {
    const answer = await orNull(this.#call('ImageService', 'ImageStatus', [[1, [[1, reference]]]]))
    return answer === null ? new Map() : inner(answer, 1)
  }
}

async function orNull(answer: Promise<Message>): Promise<Message | null> {
  try {
    return await answer
  } catch (error) {
    // containerd answers 'unknown' to a sandbox's id in ContainerStatus of some versions, and says so in words.
    if (error instanceof GrpcError && (error.code === grpcCodes.notFound || / not found/.test(error.message)))
      return null
    throw error
  }
}

/** What the runtime says beyond the interface, as JSON of its own. */
function infoOf(answer: Message): unknown {
  const { info = '' } = map(answer, 2)
  if (info === '') return undefined
  try {
    return JSON.parse(info)
  } catch {
    // Its shape is promised by nobody; without it a container is only known less well.
    return undefined
  }
}

/** containerd puts it into the configuration it was asked for, CRI-O at the top. */
const isPrivileged = (info: unknown): boolean =>
  isTrue(info, 'config', 'linux', 'security_context', 'privileged') || isTrue(info, 'privileged')

const mountOf = (mount: Message): ContainerMount => ({
  source: text(mount, 2),
  destination: text(mount, 1),
  mode: '',
  isWritable: integer(mount, 3) === 0n,
  propagation: propagations[Number(integer(mount, 5))] ?? 'unknown',
})

/** Network interfaces as containerd tells them, without those that every pod has; CRI-O keeps the result whole. */
function cniOf(info: unknown): string {
  const interfaces = listOrObject(at(info, 'cniResult', 'Interfaces') ?? at(info, 'cniResult', 'interfaces'))
  const own = interfaces.filter(([name]) => name !== 'lo' && name !== 'veth')
  if (own.length > 0) return JSON.stringify(Object.fromEntries(own)).slice(0, maxCniBytes)
  return textAt(info, 'runtimeSpec', 'annotations', 'io.kubernetes.cri-o.CNIResult').slice(0, maxCniBytes)
}

const listOrObject = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

function podOf(sandbox: Message): PodMetadata {
  const status = inner(sandbox, 1)
  const metadata = inner(status, 2)
  return {
    name: text(metadata, 1),
    uid: text(metadata, 2),
    namespace: text(metadata, 3),
    sandboxId: text(status, 1),
    labels: map(status, 7),
    ip: text(inner(status, 5), 1),
    cniJson: cniOf(infoOf(sandbox)),
  }
}

const namespacesOf = (
  sandbox: Message | null,
): Pick<ContainerMetadata, 'usesHostPid' | 'usesHostNetwork' | 'usesHostIpc'> => {
  const options = inner(inner(inner(sandbox === null ? new Map() : inner(sandbox, 1), 6), 1), 2)
  return {
    usesHostNetwork: integer(options, 1) === nodeNamespace,
    usesHostPid: integer(options, 2) === nodeNamespace,
    usesHostIpc: integer(options, 3) === nodeNamespace,
  }
}

interface Image {
  readonly name: string
  readonly repository: string
  readonly tag: string
  readonly digest: string
  readonly id: string
}

/** The name that was asked for, or, where only an id was, a name that the image has. */
function imageOf(status: Message, image: Message, info: unknown): Image {
  const asked = [text(inner(status, 8), 1), annotated(info), ...texts(image, 2)]
  const name = asked.find((one) => one !== '' && !isImageId(one)) ?? ''
  const parsed = parseImageName(name)
  const reference = text(status, 9)
  const digests = [reference, ...texts(image, 3)]
    .map((one) => parseImageName(one))
    .filter(({ digest }) => digest !== '')
  const digest = (digests.find(({ repository }) => repository === parsed.repository) ?? digests[0])?.digest
  return {
    name: name || reference,
    repository: parsed.repository || (digests[0]?.repository ?? ''),
    tag: parsed.tag,
    digest: parsed.digest || (digest ?? (isImageId(reference) ? reference : '')),
    id: hexOf(text(image, 1) || text(status, 17) || (isImageId(reference) ? reference : '')),
  }
}

/** The image's name as the runtimes keep it among the annotations of the container. */
const annotated = (info: unknown): string =>
  ['io.kubernetes.cri.image-name', 'io.kubernetes.cri-o.ImageName', 'io.kubernetes.cri-o.Image']
    .map((key) => textAt(info, 'runtimeSpec', 'annotations', key))
    .find((name) => name !== '') ?? ''

function containerMetadata(
  container: Message,
  sandbox: Message | null,
  imageStatus: Message,
  type: string,
): ContainerMetadata {
  const status = inner(container, 1)
  const info = infoOf(container)
  const image = imageOf(status, imageStatus, info)
  const pod = sandbox === null ? null : podOf(sandbox)
  return {
    name: text(inner(status, 2), 1),
    type,
    image: image.name,
    imageId: image.id,
    imageRepository: image.repository,
    imageTag: image.tag,
    imageDigest: image.digest,
    ip: pod?.ip ?? '',
    cniJson: pod?.cniJson ?? '',
    isPrivileged: isPrivileged(info),
    ...namespacesOf(sandbox),
    mounts: all(status, 14).map(mountOf),
    labels: map(status, 12),
    pod,
  }
}

function sandboxMetadata(sandbox: Message, type: string): ContainerMetadata {
  const info = infoOf(sandbox)
  const pod = podOf(sandbox)
  const name = parseImageName(textAt(info, 'image'))
  return {
    name: pod.name,
    type,
    image: textAt(info, 'image'),
    imageId: '',
    imageRepository: name.repository,
    imageTag: name.tag,
    imageDigest: name.digest,
    ip: pod.ip,
    cniJson: pod.cniJson,
    isPrivileged: isPrivileged(info),
    ...namespacesOf(sandbox),
    mounts: [],
    labels: pod.labels,
    pod,
  }
}
