/**
 * The bundle that `wrangler deploy` would ship, built by wrangler itself and kept by content:
 *
 *     <bundle directory>/<hash of the sources>/index.js, its text modules, bundle.json
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { EdgeError } from './edge-error.ts'
import { withLock } from './lock.ts'

/** A bundle on disk, with what the runtime must be told about it. */
export interface Bundle {
  readonly directory: string
  readonly compatibilityDate: string
  readonly modules: readonly { readonly name: string; readonly kind: 'esModule' | 'text' }[]
  readonly objects: readonly { readonly binding: string; readonly className: string }[]
}

const workerDirectory = fileURLToPath(new URL('..', import.meta.url))
const projectDirectory = dirname(workerDirectory)

/** Where bundles are kept unless told otherwise. */
export const defaultBundleDirectory: string = join(projectDirectory, 'build', 'worker')

/** Builds the bundle if its sources changed since. */
export const ensureBundle = async (given: {
  readonly bundleDirectory?: string | undefined
  readonly log: (line: string) => void
}): Promise<Bundle> => {
  const parent = given.bundleDirectory ?? defaultBundleDirectory
  const directory = join(parent, hashOfSources())
  const ready = readManifest(directory)
  if (ready !== undefined) return ready
  mkdirSync(parent, { recursive: true })
  return withLock(join(defaultBundleDirectory, 'lock'), () => buildInto(parent, directory, given.log))
}

const buildInto = async (parent: string, directory: string, log: (line: string) => void): Promise<Bundle> => {
  const ready = readManifest(directory)
  if (ready !== undefined) return ready
  log('building the edge')
  const partial = `${directory}.${process.pid}`
  mkdirSync(partial, { recursive: true })
  await build(partial)
  writeFileSync(join(partial, 'bundle.json'), JSON.stringify(describe(partial), undefined, 2))
  rmSync(directory, { recursive: true, force: true })
  renameSync(partial, directory)
  removeOthers(parent, directory)
  const built = readManifest(directory)
  if (built === undefined)
    throw new EdgeError('EDGE_BUILD_FAILED', `the bundle in ${directory} is not whole; another build was under way`)
  return built
}

/** Every file that can change the bundle, in a fixed order. */
const sourceFiles = (): readonly string[] => {
  const under = (directory: string): string[] =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .map((name) => join(directory, name))
      .filter((path) => statSync(path).isFile())
  const isSource = (path: string): boolean =>
    !path.endsWith('.test.ts') && !/^(embedded|console\/build|\.wrangler)\//.test(relative(workerDirectory, path))
  const versions = ['package.json', 'package-lock.json'].map((name) => join(projectDirectory, name))
  const schema = readdirSync(join(projectDirectory, 'schema')).filter((name) => extname(name) === '.ts')
  const compiler = under(join(projectDirectory, 'rules-compiler')).filter((path) => /(?<!\.test)\.ts$/.test(path))
  return [
    ...under(workerDirectory).filter(isSource),
    ...schema.map((name) => join(projectDirectory, 'schema', name)),
    ...compiler,
    ...under(join(projectDirectory, 'schema', 'fields')),
    ...versions,
  ].sort()
}

const hashOfSources = (): string => {
  const hash = createHash('sha256')
  for (const path of sourceFiles()) {
    const content = readFileSync(path)
    hash.update(`${relative(projectDirectory, path)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

const build = async (directory: string): Promise<void> => {
  const wrangler = createRequire(import.meta.url).resolve('wrangler/package.json')
  const offline = { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  try {
    await promisify(execFile)(
      process.execPath,
      [join(dirname(wrangler), 'bin', 'wrangler.js'), 'deploy', '--dry-run', '--outdir', directory],
      { cwd: workerDirectory, env: { ...process.env, ...offline, CI: 'true' } },
    )
  } catch (cause) {
    rmSync(directory, { recursive: true, force: true })
    throw new EdgeError('EDGE_BUILD_FAILED', `wrangler could not build the edge: ${outputOf(cause)}`, cause)
  }
}

const outputOf = (cause: unknown): string => {
  const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
  return `${stdout}${stderr}`.trim().slice(-2000) || String(cause)
}

interface WranglerConfig {
  readonly compatibility_date: string
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] }
}

const describe = (directory: string): Omit<Bundle, 'directory'> => {
  const text = readFileSync(join(workerDirectory, 'wrangler.jsonc'), 'utf8')
  // Our own file: its comments stand on lines of their own.
  const config = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as WranglerConfig
  const texts = readdirSync(directory).filter((name) => ['.txt', '.html'].includes(extname(name)))
  return {
    compatibilityDate: config.compatibility_date,
    modules: [{ name: 'index.js', kind: 'esModule' }, ...texts.sort().map((name) => ({ name, kind: 'text' as const }))],
    objects: config.durable_objects.bindings.map(({ name, class_name }) => ({ binding: name, className: class_name })),
  }
}

const readManifest = (directory: string): Bundle | undefined => {
  try {
    // Written by this file, moved into place as a whole.
    const manifest = JSON.parse(readFileSync(join(directory, 'bundle.json'), 'utf8')) as Omit<Bundle, 'directory'>
    const isWhole = manifest.modules.every(({ name }) => existsSync(join(directory, name)))
    return isWhole ? { directory, ...manifest } : undefined
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

const removeOthers = (parent: string, kept: string): void => {
  for (const name of readdirSync(parent))
    if (/^[0-9a-f]{16}$/.test(name) && join(parent, name) !== kept)
      rmSync(join(parent, name), { recursive: true, force: true })
}
