import type { ContainerMetadata } from '#schema/container'

/** A container of which nothing is said. */
export const unknownContainer: ContainerMetadata = {
  name: '',
  type: '',
  image: '',
  imageId: '',
  imageRepository: '',
  imageTag: '',
  imageDigest: '',
  ip: '',
  cniJson: '',
  isPrivileged: false,
  usesHostPid: false,
  usesHostNetwork: false,
  usesHostIpc: false,
  mounts: [],
  labels: {},
  pod: null,
}
