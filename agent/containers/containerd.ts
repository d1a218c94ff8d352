/**
 * containerd's own interface, for containers that no kubelet asked for (nerdctl, ctr): each lives in a namespace. Field
 * numbers are those of containers.proto, images.proto and namespace.proto of containerd/api/services.
 */
import type { ContainerMetadata } from '#schema/container'
import { GrpcChannel, GrpcError, grpcCodes } from './grpc.ts'
import { hexOf, parseImageName } from './image-name.ts'
import { bindMounts, hostNamespaces, looksPrivileged } from './oci-spec.ts'
import { all, inner, type Message, map, text, type Written } from './protobuf.ts'
import type { RuntimeClient } from './runtime-client.ts'

/** What is said of a container before its first process runs. */
const topics = ['/containers/create', '/tasks/create']
/** Namespaces asked at most. */
const maxNamespaces = 16

/** A client of containerd on a socket. */
export const containerd = (socket: string): RuntimeClient => {
  const channel = new GrpcChannel(socket)
  const ask = async (
    method: string,
    request: readonly (readonly [number, Written])[],
    namespace?: string,
  ): Promise<Message | null> => {
    try {
      const headers = namespace === undefined ? {} : { 'containerd-namespace': namespace }
      return await channel.call(`/containerd.services.${method}`, request, headers)
    } catch (error) {
      if (error instanceof GrpcError && error.code === grpcCodes.notFound) return null
      throw error
    }
  }
  return {
    socket,
    async inspect(id) {
      const namespaces = await ask('namespaces.v1.Namespaces/List', [])
      const names = all(namespaces ?? new Map(), 1).map((one) => text(one, 1))
      for (const namespace of names.slice(0, maxNamespaces)) {
        const found = await ask('containers.v1.Containers/Get', [[1, id]], namespace)
        if (found === null) continue
        const container = inner(found, 1)
        const image = await ask('images.v1.Images/Get', [[1, text(container, 3)]], namespace)
        return metadataOf(container, image === null ? new Map() : inner(image, 1))
      }
      return null
    },
    follow: (heard, signal) =>
      channel.stream(
        '/containerd.services.events.v1.Events/Subscribe',
        topics.map((topic) => [1, `topic==${JSON.stringify(topic)}`]),
        // The event is a message within a message that names its kind; of both kinds the id is the first field.
        (envelope) => heard(text(inner(inner(envelope, 4), 2), 1)),
        signal,
      ),
    close: () => channel.close(),
  }
}

/** The OCI specification that the container was made from; it travels as JSON. */
function specOf(container: Message): unknown {
  const json = text(inner(container, 5), 2)
  try {
    return json === '' ? undefined : JSON.parse(json)
  } catch {
    // Another runtime may keep another kind of specification there.
    return undefined
  }
}

function metadataOf(container: Message, image: Message): ContainerMetadata {
  const spec = specOf(container)
  const labels = map(container, 2)
  const name = parseImageName(text(container, 3))
  return {
    name: labels['nerdctl/name'] ?? text(container, 1),
    type: 'containerd',
    image: text(container, 3),
    imageId: hexOf(text(inner(image, 3), 2)),
    imageRepository: name.repository,
    imageTag: name.tag,
    imageDigest: name.digest || text(inner(image, 3), 2),
    ip: '',
    cniJson: '',
    isPrivileged: looksPrivileged(spec),
    ...hostNamespaces(spec),
    mounts: bindMounts(spec),
    labels,
    pod: null,
  }
}
