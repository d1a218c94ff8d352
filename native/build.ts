/**
 * Builds what is not TypeScript, into build/native/:
 *
 *     vmlinux.h              the types of the kernel it runs on
 *     eyas.bpf.o             the eBPF programs
 *     eyas-compat.bpf.o      the same for kernels without bpf_rdonly_cast and bpf_loop
 *     eyas.node              the addon
 *     stamp                  what all of it was made from; nothing is done as long as that is the same
 *
 * It is made in a folder of its own and moved when it is whole, so that several builds at once do not disturb each other.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, release } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { NativeError } from './native-error.ts'
import { buildFolder } from './paths.ts'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const header = join(here, '..', 'schema', 'generated', 'events.h')
const kernelTypes = '/sys/kernel/btf/vmlinux'

/** Tools by the Debian package that has them. bpftool lies in sbin, which is not on everybody's path. */
const tools = { clang: 'clang', 'g++': 'g++', bpftool: 'bpftool' } as const
const headers = {
  '/usr/include/bpf/libbpf.h': 'libbpf-dev',
  '/usr/include/linux/bpf.h': 'linux-libc-dev',
} as const
const environment = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` }

const maxErrorLines = 30

const targets: Readonly<Record<string, string>> = { x64: 'x86', arm64: 'arm64' }

const outputs = ['vmlinux.h', 'eyas.bpf.o', 'eyas-compat.bpf.o', 'eyas.node'] as const

interface BuildOptions {
  /** Gets a line for each step. */
  readonly log: (line: string) => void
}

const versionOf = async (tool: string): Promise<string | undefined> => {
  try {
    return (await run(tool, ['--version'], { env: environment })).stdout
  } catch {
    return undefined
  }
}

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

async function toolVersions(): Promise<string> {
  const missing: string[] = []
  let versions = ''
  for (const [tool, debianPackage] of Object.entries(tools)) {
    const version = await versionOf(tool)
    if (version === undefined) missing.push(debianPackage)
    versions += version
  }
  for (const [path, debianPackage] of Object.entries(headers)) {
    if (!(await exists(path))) missing.push(debianPackage)
  }
  if (missing.length > 0) {
    throw new NativeError('NATIVE_TOOLS_MISSING', `the native part cannot be built without ${missing.join(', ')}`, {
      hint: `apt-get install ${missing.join(' ')}`,
    })
  }
  return versions
}

async function sourceFiles(): Promise<string[]> {
  const inside = async (folder: string): Promise<string[]> =>
    (await readdir(join(here, folder))).sort().map((name) => join(here, folder, name))
  return [...(await inside('bpf')), ...(await inside('addon')), header, fileURLToPath(import.meta.url)]
}

async function digest(versions: string): Promise<string> {
  const hash = createHash('sha256').update(versions).update(release()).update(arch())
  for (const path of await sourceFiles()) hash.update(path).update(await readFile(path))
  return hash.digest('hex')
}

async function command(step: string, tool: string, parameters: readonly string[]): Promise<string> {
  try {
    return (await run(tool, parameters, { env: environment, maxBuffer: 1 << 26 })).stdout
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause)
    throw new NativeError(
      'NATIVE_BUILD_FAILED',
      `${step}: ${tool} failed\n${output.split('\n').slice(0, maxErrorLines).join('\n')}`,
      { cause },
    )
  }
}

/**
 * Compiles the programs for an architecture as the kernel names it (x86, arm64), with the vmlinux.h in `folder`, which is
 * also where the object goes. Throws NATIVE_BUILD_FAILED with what clang said.
 */
export async function compilePrograms(
  target: string,
  folder: string,
  output: string,
  defines: readonly string[],
): Promise<void> {
  const parameters = ['-g', '-O2', '-target', 'bpf', '-mcpu=v3', `-D__TARGET_ARCH_${target}`, ...defines]
  const warnings = ['-Wall', '-Werror', '-Wno-unused-function', '-Wno-missing-declarations']
  const files = ['-I', folder, '-c', join(here, 'bpf', 'eyas.bpf.c'), '-o', join(folder, output)]
  await command(`compiling ${output}`, 'clang', [...parameters, ...warnings, ...files])
}

async function compileAddon(folder: string): Promise<void> {
  const nodeHeaders = join(dirname(createRequire(import.meta.url).resolve('node-api-headers')), 'include')
  const sources = (await sourceFiles()).filter((path) => path.endsWith('.cc'))
  const output = join(folder, 'eyas.node')
  const parameters = [
    '-std=c++17',
    '-O2',
    '-Wall',
    '-Wextra',
    '-fPIC',
    '-shared',
    '-fvisibility=hidden',
    '-DNAPI_VERSION=8',
  ]
  await command('compiling the addon', 'g++', [...parameters, '-I', nodeHeaders, ...sources, '-o', output, '-lbpf'])
}

/** Everything into one folder, which nobody else uses. */
async function buildInto(folder: string, target: string, log: BuildOptions['log']): Promise<void> {
  log('native: reading the types of the kernel')
  const types = await command('reading the types', 'bpftool', ['btf', 'dump', 'file', kernelTypes, 'format', 'c'])
  await writeFile(join(folder, 'vmlinux.h'), types)
  log('native: compiling the eBPF programs')
  await compilePrograms(target, folder, 'eyas.bpf.o', [])
  await compilePrograms(target, folder, 'eyas-compat.bpf.o', ['-DEYAS_COMPAT'])
  log('native: compiling the addon')
  await compileAddon(folder)
}

/** Builds the programs and the addon if anything that they are made from has changed; takes a few seconds. */
export async function buildNative({ log }: BuildOptions): Promise<{ built: boolean }> {
  const target = targets[arch()]
  if (process.platform !== 'linux' || target === undefined) {
    throw new NativeError(
      'NATIVE_PLATFORM',
      `capture needs Linux on x86_64 or arm64, this is ${process.platform} on ${arch()}`,
      {
        hint: 'recorded events can be judged everywhere',
      },
    )
  }
  const stamp = join(buildFolder, 'stamp')
  const wanted = await digest(await toolVersions())
  if ((await exists(stamp)) && (await readFile(stamp, 'utf8')) === wanted) return { built: false }

  if (!(await exists(kernelTypes))) {
    throw new NativeError('NATIVE_KERNEL_LACKS', `this kernel does not tell its types: there is no ${kernelTypes}`, {
      hint: 'use a kernel built with CONFIG_DEBUG_INFO_BTF=y, as those of current distributions are',
    })
  }
  await mkdir(buildFolder, { recursive: true })
  const folder = await mkdtemp(join(buildFolder, 'part-'))
  try {
    await buildInto(folder, target, log)
    for (const name of outputs) await rename(join(folder, name), join(buildFolder, name))
    await writeFile(stamp, wanted)
  } finally {
    await rm(folder, { recursive: true })
  }
  return { built: true }
}
