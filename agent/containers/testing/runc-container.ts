/** A container of runc alone, in a cgroup of one's choice. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { makeRootFileSystem } from './busybox-image.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The part of a specification of that name. */
function partOf(spec: Record<string, unknown>, name: string): Record<string, unknown> {
  const part = spec[name]
  if (!isObject(part)) throw new Error(`runc's specification has no ${name}`)
  return part
}

/** Makes a bundle at `folder` out of runc's own specification; limits that a container may not raise are left out. */
export function makeBundle(folder: string): void {
  makeRootFileSystem(`${folder}/rootfs`)
  execFileSync('runc', ['spec', '-b', folder])
}

/** Runs a command in the bundle's container to its end, in that cgroup; answers what it wrote. */
export function runInCgroup(folder: string, name: string, cgroup: string, command: readonly string[]): string {
  const spec: unknown = JSON.parse(readFileSync(`${folder}/config.json`, 'utf8'))
  if (!isObject(spec)) throw new Error('runc wrote no specification')
  const asked = {
    ...spec,
    process: { ...partOf(spec, 'process'), terminal: false, args: command, rlimits: [] },
    linux: { ...partOf(spec, 'linux'), cgroupsPath: cgroup },
  }
  writeFileSync(`${folder}/config.json`, JSON.stringify(asked))
  return execFileSync('runc', ['--root', `${folder}/state`, 'run', '-b', folder, name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
