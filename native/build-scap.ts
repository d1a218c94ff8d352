/**
 * Builds the addon that reads captures, into build/native/scap.node, beside `scap-stamp`, what it was made from. Unlike the
 * rest of the native part it needs nothing of the kernel: a compiler and zlib.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { NativeError } from './native-error.ts'
import { buildFolder } from './paths.ts'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const generated = join(here, '..', 'schema', 'generated')
const maxErrorLines = 30

const flags = [
  '-std=c++17',
  '-O2',
  '-flto=auto',
  '-Wall',
  '-Wextra',
  '-fPIC',
  '-fvisibility=hidden',
  '-DNAPI_VERSION=8',
]

async function sourceFiles(): Promise<string[]> {
  const own = (await readdir(join(here, 'scap'))).filter((name) => /\.(cc|h)$/.test(name)).sort()
  return [
    ...own.map((name) => join(here, 'scap', name)),
    join(here, 'addon', 'values.h'),
    join(here, 'addon', 'fault.h'),
    join(generated, 'events.h'),
    join(generated, 'capture.h'),
  ]
}

async function digest(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(flags.join(' ')).update(arch()).update(process.version)
  for (const path of files) hash.update(path).update(await readFile(path))
  return hash.digest('hex')
}

/** Compiles the sources, as many at a time as there are processors, and links them to `scap.node` in `folder`. */
async function compile(sources: readonly string[], folder: string): Promise<string> {
  const nodeHeaders = join(dirname(createRequire(import.meta.url).resolve('node-api-headers')), 'include')
  const gxx = (...words: string[]) => run('g++', [...flags, ...words], { maxBuffer: 1 << 26 })
  const objectOf = (source: string): string => join(folder, `${basename(source)}.o`)
  const left = [...sources]
  const compileSome = async (): Promise<void> => {
    for (let source = left.pop(); source !== undefined; source = left.pop())
      await gxx('-c', '-I', nodeHeaders, source, '-o', objectOf(source))
  }
  const output = join(folder, 'scap.node')
  try {
    // All of them are waited for, so that none writes into a folder that is gone.
    const ends = await Promise.allSettled(Array.from({ length: availableParallelism() }, compileSome))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    await gxx('-shared', ...sources.map(objectOf), '-o', output, '-lz')
    return output
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause)
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new NativeError(
      isMissing ? 'NATIVE_TOOLS_MISSING' : 'NATIVE_BUILD_FAILED',
      isMissing
        ? 'captures cannot be read without a compiler'
        : `the reader of captures does not compile\n${output.split('\n').slice(0, maxErrorLines).join('\n')}`,
      { hint: 'apt-get install g++ zlib1g-dev', cause },
    )
  }
}

/** Builds the addon if anything that it is made from has changed; takes some seconds. */
export async function buildScapReader({ log }: { readonly log: (line: string) => void }): Promise<{ built: boolean }> {
  const files = await sourceFiles()
  const wanted = await digest(files)
  const stamp = join(buildFolder, 'scap-stamp')
  const known = await readFile(stamp, 'utf8').catch(() => '')
  if (known === wanted) return { built: false }
  log('native: compiling the reader of captures')
  await mkdir(buildFolder, { recursive: true })
  const folder = await mkdtemp(join(buildFolder, 'part-'))
  try {
    const built = await compile(
      files.filter((path) => path.endsWith('.cc')),
      folder,
    )
    await rename(built, join(buildFolder, 'scap.node'))
    await writeFile(stamp, wanted)
  } finally {
    await rm(folder, { recursive: true })
  }
  return { built: true }
}
