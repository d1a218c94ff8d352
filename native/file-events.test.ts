import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFlags, recordFlags } from '#schema/record'
import type { Source } from './index.ts'
import { attachedSource, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const { O_RDONLY, O_RDWR, O_WRONLY, O_APPEND, O_CREAT, O_TRUNC, O_CLOEXEC, F_CREATED } = openFlags

describe.skipIf(obstacle)(`open${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let calls: string
  let folder: string
  beforeAll(() => {
    source = attachedSource()
    calls = compileCalls()
    folder = mkdtempSync(join(tmpdir(), 'eyas-'))
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true })
    writeFileSync(join(folder, 'file'), 'text')
    symlinkSync(join(folder, 'file'), join(folder, 'link'))
  })
  afterAll(() => {
    source.close()
    rmSync(folder, { recursive: true })
    rmSync(calls)
  })
  const opened = (words: readonly string[], type: string, cwd = folder) => observe(source, calls, words, cwd).of(type)

  test('an absolute path is told as asked and as resolved, with its inode', () => {
    const path = join(folder, 'file')
    const stat = statSync(path)
    expect(opened(['open', path], 'openat')).toMatchObject([
      {
        result: 3n,
        fd: 3,
        kind: 'f'.charCodeAt(0),
        name_raw: path,
        base: undefined,
        resolved: path,
        inode: BigInt(stat.ino),
        device: stat.dev,
        open_flags: O_RDONLY,
        mode: 0,
        dirfd: -100,
      },
    ])
  })

  test('a relative path has the working directory as its base', () => {
    expect(opened(['open', 'deep/../file'], 'openat')).toMatchObject([
      { name_raw: 'deep/../file', base: folder, resolved: join(folder, 'file') },
    ])
  })

  test('a directory that was changed to is the base from then on', () => {
    expect(opened(['chdir', 'deep/er', 'open', '../../file'], 'openat')).toMatchObject([
      { base: join(folder, 'deep/er'), resolved: join(folder, 'file') },
    ])
  })

  test('a name beneath a directory descriptor has that directory as its base', () => {
    const [directory, file] = opened(['beneath', join(folder, 'deep'), '../file'], 'openat', '/')
    expect(directory).toMatchObject({ kind: 'd'.charCodeAt(0), resolved: join(folder, 'deep') })
    expect(file).toMatchObject({ name_raw: '../file', base: join(folder, 'deep'), resolved: join(folder, 'file') })
    expect(file?.dirfd).toBe(directory?.fd)
  })

  test('a symbolic link resolves to its target', () => {
    expect(opened(['open', join(folder, 'link')], 'openat')).toMatchObject([
      { name_raw: join(folder, 'link'), resolved: join(folder, 'file') },
    ])
  })

  test('the root directory is a slash', () => {
    expect(opened(['open', '/'], 'openat')).toMatchObject([{ name_raw: '/', resolved: '/' }])
  })

  test('a path that crosses mounts is whole', () => {
    expect(opened(['open', '/proc/self/status'], 'openat')).toMatchObject([
      { resolved: expect.stringMatching(/^\/proc\/\d+\/status$/) },
    ])
  })

  test('a failed open has its error, its name and no file', () => {
    expect(opened(['open', '/nowhere/file'], 'openat')).toMatchObject([
      { result: -2n, fd: -1, name_raw: '/nowhere/file', resolved: undefined, inode: 0n, kind: 0 },
    ])
  })

  test('a created file is told from one that was there', () => {
    const path = join(folder, 'new')
    const flags = O_CREAT | O_RDWR | O_TRUNC
    expect(opened(['create', path, 'create', path], 'openat')).toMatchObject([
      { open_flags: flags | F_CREATED, mode: 0o640 },
      { open_flags: flags, mode: 0o640 },
    ])
  })

  test('openat2 has the flags of its structure', () => {
    expect(opened(['openat2', 'file'], 'openat2')).toMatchObject([{ open_flags: O_RDWR | O_CLOEXEC, base: folder }])
  })

  test('a name of more than 200 directories is whole', () => {
    const deep = Array.from({ length: 200 }, (_, level) => `d${level}`).join('/')
    mkdirSync(join(folder, deep), { recursive: true })
    expect(opened(['open', join(folder, deep)], 'openat')).toMatchObject([{ flags: 0, resolved: join(folder, deep) }])
  })

  test.runIf(process.arch === 'x64')('open and creat are told by their own names', () => {
    const path = join(folder, 'made')
    const made = observe(source, calls, ['creat', path, 'legacy-open', path])
    expect(made.of('creat')).toMatchObject([{ open_flags: O_CREAT | O_WRONLY | O_TRUNC | F_CREATED, mode: 0o600 }])
    expect(made.of('open')).toMatchObject([{ open_flags: O_WRONLY | O_APPEND, mode: 0, dirfd: -100 }])
  })

  test.runIf(process.arch === 'x64')('a 32-bit open is marked, and other 32-bit calls are not misread', () => {
    const { records } = observe(source, calls, ['open-32', join(folder, 'file'), 'pipe-32', 'x'])
    expect(records.filter(({ columns }) => columns.flags === recordFlags.IA32)).toMatchObject([
      { type: 'open', columns: { resolved: join(folder, 'file') } },
    ])
    expect(records.map(({ type }) => type)).toEqual(['clone', 'execve', 'open', 'procexit'])
  })

  test('many opens keep their order', () => {
    const names = opened(['turns', folder, '200'], 'openat').map(({ name_raw }) => name_raw)
    expect(names).toEqual(Array.from({ length: 200 }, (_, turn) => `${folder}/${turn}`))
  })
})
