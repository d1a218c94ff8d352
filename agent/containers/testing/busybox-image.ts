/** A root file system of busybox, and an image of it as an archive that every runtime can load. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'

/** The name of the image. */
export const imageName = 'registry.example:5000/team/busy:1.0'

const applets = ['sh', 'sleep', 'cat', 'ln', 'id']
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Makes a root file system at `path`, with an account of its own. */
export function makeRootFileSystem(path: string): void {
  for (const folder of ['bin', 'etc', 'proc', 'tmp', 'dev', 'sys']) mkdirSync(`${path}/${folder}`, { recursive: true })
  copyFileSync('/bin/busybox', `${path}/bin/busybox`)
  for (const applet of applets) symlinkSync('busybox', `${path}/bin/${applet}`)
  writeFileSync(`${path}/etc/passwd`, 'root:x:0:0:root:/root:/bin/sh\nshopkeeper:x:4711:4711::/home:/bin/sh\n')
  writeFileSync(`${path}/etc/group`, 'root:x:0:\nshop:x:4711:\n')
  writeFileSync(`${path}/etc/shadow`, 'root:*:::::::\n')
}

/** Writes the image into `folder`; answers the path of the archive. */
export function makeImage(folder: string): string {
  const rootfs = `${folder}/rootfs`
  mkdirSync(`${folder}/image`, { recursive: true })
  makeRootFileSystem(rootfs)
  execFileSync('tar', ['-C', rootfs, '-cf', `${folder}/image/layer.tar`, '.'])
  const digest = createHash('sha256')
    .update(readFileSync(`${folder}/image/layer.tar`))
    .digest('hex')
  const config = {
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: { Cmd: ['/bin/sleep', '600'], Labels: { 'org.example': 'yes' } },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
    history: [{ created: '2026-01-01T00:00:00Z' }],
  }
  writeFileSync(`${folder}/image/config.json`, JSON.stringify(config))
  const manifest = [{ Config: 'config.json', RepoTags: [imageName], Layers: ['layer.tar'] }]
  writeFileSync(`${folder}/image/manifest.json`, JSON.stringify(manifest))
  const archive = `${folder}/image.tar`
  execFileSync('tar', ['-C', `${folder}/image`, '-cf', archive, 'config.json', 'manifest.json', 'layer.tar'])
  return archive
}
