/**
 * What podman keeps on disk, for machines where nobody serves its API, which is the usual case: it has no daemon.
 *
 *     <storage>/<driver>-containers/containers.json        id, name, image and its name, of every container
 *     <storage>/<driver>-containers/volatile-containers.json   the same of those that are gone after use
 *     <storage>/<driver>-containers/<id>/userdata/config.json  the OCI specification
 *     <storage>/<driver>-images/images.json                digests of images
 */
import { readdir, readFile, stat, watch } from 'node:fs/promises'
import type { ContainerMetadata } from '#schema/container'
import { parseImageName } from './image-name.ts'
import { listAt, textAt } from './json.ts'
import { bindMounts, hostNamespaces, looksPrivileged } from './oci-spec.ts'
import { maxAnswerBytes, type RuntimeClient, RuntimeError } from './runtime-client.ts'

const privilegedAnnotation = 'io.podman.annotations.privileged'

/** A reader of one storage directory. */
export const podmanFiles = (storage: string): RuntimeClient => ({
  socket: storage,
  async inspect(id) {
    for (const driver of await driversOf(storage)) {
      const entry = await entryOf(`${storage}/${driver}-containers`, id)
      if (entry === undefined) continue
      const spec = await json(`${storage}/${driver}-containers/${id}/userdata/config.json`)
      const images = await json(`${storage}/${driver}-images/images.json`)
      return metadataOf(entry, spec, images)
    }
    return null
  },
  follow: (heard, signal) => followFiles(storage, heard, signal),
  close: () => undefined,
})

const listNames = ['containers.json', 'volatile-containers.json']

/** Podman replaces its lists of containers whole, so that the folder is what to watch. */
async function followFiles(storage: string, heard: (id: string) => void, signal: AbortSignal): Promise<void> {
  const folders = (await driversOf(storage)).map((driver) => `${storage}/${driver}-containers`)
  await Promise.all(folders.map((folder) => followFolder(folder, heard, signal)))
}

async function followFolder(folder: string, heard: (id: string) => void, signal: AbortSignal): Promise<void> {
  const known = new Set(await idsIn(folder))
  try {
    for await (const { filename } of watch(folder, { signal })) {
      if (filename === null || !listNames.includes(filename)) continue
      for (const id of await idsIn(folder)) {
        if (known.has(id)) continue
        known.add(id)
        heard(id)
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function idsIn(folder: string): Promise<readonly string[]> {
  const lists = await Promise.all(listNames.map((name) => json(`${folder}/${name}`)))
  return lists.flatMap((list) => (Array.isArray(list) ? list.map((one) => textAt(one, 'id')) : []))
}

const containersEnding = '-containers'

async function driversOf(storage: string): Promise<readonly string[]> {
  const names = await absentAs([], () => readdir(storage))
  return names.filter((name) => name.endsWith(containersEnding)).map((name) => name.slice(0, -containersEnding.length))
}

async function entryOf(folder: string, id: string): Promise<unknown> {
  for (const name of listNames) {
    const entries = await json(`${folder}/${name}`)
    const entry = Array.isArray(entries) ? entries.find((one) => textAt(one, 'id') === id) : undefined
    if (entry !== undefined) return entry
  }
  return undefined
}

async function absentAs<T>(absent: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return absent
    throw error
  }
}

/** The value in a file; undefined if there is no such file. Podman replaces its files whole. */
async function json(path: string): Promise<unknown> {
  const size = await absentAs(undefined, async () => (await stat(path)).size)
  if (size === undefined) return undefined
  if (size > maxAnswerBytes) throw new RuntimeError(`${path} is larger than ${maxAnswerBytes} bytes`)
  const text = await absentAs(undefined, () => readFile(path, 'utf8'))
  return text === undefined ? undefined : parse(text, path)
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new RuntimeError(`${path} is no JSON`, { cause })
  }
}

function metadataOf(entry: unknown, spec: unknown, images: unknown): ContainerMetadata {
  const own = parse(textAt(entry, 'metadata') || '{}', 'metadata of a container')
  const imageId = textAt(entry, 'image')
  const image = textAt(own, 'image-name')
  const { repository, tag, digest } = parseImageName(image)
  const stored = Array.isArray(images) ? images.find((one) => textAt(one, 'id') === imageId) : undefined
  const privileged = textAt(spec, 'annotations', privilegedAnnotation)
  return {
    name: textAt(own, 'name') || String(listAt(entry, 'names')[0] ?? ''),
    type: 'podman',
    image,
    imageId,
    imageRepository: repository,
    imageTag: tag,
    imageDigest: digest || textAt(stored, 'digest'),
    ip: '',
    cniJson: '',
    isPrivileged: privileged === '' ? looksPrivileged(spec) : privileged === 'TRUE',
    ...hostNamespaces(spec),
    mounts: bindMounts(spec).filter(({ source }) => !source.includes('/userdata/')),
    // Only podman's own database holds them.
    labels: {},
    pod: null,
  }
}
