/** The OCI runtime specification that a container was made from, as far as it says what Falco's fields ask. */
import type { ContainerMetadata, ContainerMount } from '#schema/container'
import { at, listAt, textAt } from './json.ts'

const optionsOf = (mount: unknown): readonly string[] => listAt(mount, 'options').map(String)

const propagations = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']

const isBind = (mount: unknown): boolean =>
  textAt(mount, 'type') === 'bind' || optionsOf(mount).some((option) => option === 'bind' || option === 'rbind')

const mountOf = (mount: unknown): ContainerMount => ({
  source: textAt(mount, 'source'),
  destination: textAt(mount, 'destination'),
  mode: '',
  isWritable: !optionsOf(mount).includes('ro'),
  propagation: optionsOf(mount).find((option) => propagations.includes(option)) ?? '',
})

/** What comes from the host's file system. */
export const bindMounts = (spec: unknown): readonly ContainerMount[] =>
  listAt(spec, 'mounts').filter(isBind).map(mountOf)

/** A kind of namespace that the specification leaves out is the host's. */
export function hostNamespaces(
  spec: unknown,
): Pick<ContainerMetadata, 'usesHostPid' | 'usesHostNetwork' | 'usesHostIpc'> {
  const isHosts = (kind: string): boolean =>
    at(spec, 'linux') !== undefined && !listAt(spec, 'linux', 'namespaces').some((one) => textAt(one, 'type') === kind)
  return { usesHostPid: isHosts('pid'), usesHostNetwork: isHosts('network'), usesHostIpc: isHosts('ipc') }
}

/**
 * Whether the container is privileged, which the specification does not say in a word: nothing of /proc and /sys is
 * masked, and mounting and every device is allowed.
 */
export const looksPrivileged = (spec: unknown): boolean =>
  at(spec, 'linux') !== undefined &&
  listAt(spec, 'linux', 'maskedPaths').length === 0 &&
  listAt(spec, 'process', 'capabilities', 'bounding').includes('CAP_SYS_ADMIN')
