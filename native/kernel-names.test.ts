import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventTypeNamed } from '#schema/events'
import type { Source } from './index.ts'
import type { TypeFilter } from './kernel-filter.ts'
import { attachedSource, callWords, compileCalls, observe, whyNotLive } from './testing/live.ts'

const obstacle = await whyNotLive()
const none = '0000000000000000'
const first = '0000000000000001'
const here = -100

/** Only names with that text leave a clause. */
const asking = (fact: string, text: string): TypeFilter => ({
  code: eventTypeNamed('openat')?.code ?? 0,
  all: first,
  changesState: false,
  bits: [],
  numbers: [],
  names: [{ fact, absent: none, exact: [{ text, mask: first }], prefixes: [{ text: '', mask: none }] }],
})

describe.skipIf(obstacle)(`names in the kernel filter${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  let source: Source
  let program: string
  let folder: string
  beforeAll(() => {
    program = compileCalls('make-calls')
    source = attachedSource({ eventTypes: ['openat'] })
  })
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'eyas-names-')))
    for (const name of ['plain', 'secret']) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'file'), '')
    }
    source.setFilter([asking('directory', join(folder, 'secret'))])
  })
  afterEach(() => {
    source.setFilter(undefined)
    rmSync(folder, { recursive: true })
  })
  afterAll(() => {
    source.close()
    rmSync(program)
  })

  /** How many opens of `names` are told. */
  const told = (...names: readonly string[]): number =>
    observe(source, program, callWords(names.map((name) => ['openat', here, name, 0]))).of('openat').length

  test('a file in another directory is let go, again and again', () => {
    const before = source.counters().types.openat?.filtered ?? 0
    expect(told(...Array.from({ length: 20 }, () => join(folder, 'plain', 'file')))).toBe(0)
    expect((source.counters().types.openat?.filtered ?? 0) - before).toBeGreaterThanOrEqual(20)
    expect(told(join(folder, 'secret', 'file'))).toBe(1)
  })

  test('a directory that is renamed is known by its new name at once, and by no other', () => {
    expect(told(join(folder, 'plain', 'file'), join(folder, 'secret', 'file'))).toBe(1)
    renameSync(join(folder, 'secret'), join(folder, 'old'))
    renameSync(join(folder, 'plain'), join(folder, 'secret'))
    expect(told(join(folder, 'secret', 'file'))).toBe(1)
    expect(told(join(folder, 'old', 'file'))).toBe(0)
  })

  test('a directory above that is renamed changes the names below', () => {
    mkdirSync(join(folder, 'a/secret'), { recursive: true })
    writeFileSync(join(folder, 'a/secret/file'), '')
    source.setFilter([asking('directory', join(folder, 'b/secret'))])
    expect(told(join(folder, 'a/secret/file'))).toBe(0)
    renameSync(join(folder, 'a'), join(folder, 'b'))
    expect(told(join(folder, 'b/secret/file'))).toBe(1)
  })

  test('a directory that was opened before it was renamed has the new name', () => {
    const calls = [
      ['openat', here, join(folder, 'plain'), 0o200000],
      ['openat', '$0', 'file', 0],
      ['renameat', here, join(folder, 'secret'), here, join(folder, 'old')],
      ['renameat', here, join(folder, 'plain'), here, join(folder, 'secret')],
      ['openat', '$0', 'file', 0],
    ] as const
    expect(observe(source, program, callWords(calls)).of('openat')).toHaveLength(1)
  })

  test('a link is judged by its own name and by what it leads to', () => {
    symlinkSync(join(folder, 'secret'), join(folder, 'link'))
    expect(told(join(folder, 'link', 'file'))).toBe(1)
    source.setFilter([asking('directory', join(folder, 'link'))])
    expect(told(join(folder, 'link', 'file'))).toBe(1)
    expect(told(join(folder, 'secret', 'file'))).toBe(0)
  })

  test('a link that leads elsewhere from now on is followed to there', () => {
    symlinkSync(join(folder, 'plain'), join(folder, 'link'))
    expect(told(join(folder, 'link', 'file'))).toBe(0)
    rmSync(join(folder, 'link'))
    symlinkSync(join(folder, 'secret'), join(folder, 'link'))
    expect(told(join(folder, 'link', 'file'))).toBe(1)
  })

  test.each([
    {
      name: 'its directory is a link to another',
      change: () => {
        renameSync(join(folder, 'plain'), join(folder, 'old'))
        symlinkSync(join(folder, 'secret'), join(folder, 'plain'))
      },
    },
    {
      name: 'it is a link itself',
      change: () => {
        rmSync(join(folder, 'plain', 'file'))
        symlinkSync(join(folder, 'secret', 'file'), join(folder, 'plain', 'file'))
      },
    },
  ])('a name that was let go often is judged anew once $name', ({ change }) => {
    const often = Array.from({ length: 20 }, () => join(folder, 'plain', 'file'))
    expect(told(...often)).toBe(0)
    change()
    expect(told(...often)).toBe(20)
  })

  test('a name that was let go often is judged anew by other rules, and as a directory', () => {
    const often = Array.from({ length: 20 }, () => join(folder, 'plain', 'file'))
    expect(told(...often)).toBe(0)
    source.setFilter([asking('file_name', 'file')])
    expect(told(...often)).toBe(20)
    source.setFilter([asking('directory', join(folder, 'plain', 'file'))])
    expect(told(...often)).toBe(0)
    rmSync(join(folder, 'plain', 'file'))
    mkdirSync(join(folder, 'plain', 'file'))
    expect(told(...often)).toBe(20)
  })

  test('a hard link has the name that it is opened by', () => {
    linkSync(join(folder, 'secret', 'file'), join(folder, 'plain', 'other'))
    source.setFilter([asking('file_name', 'other')])
    expect(told(join(folder, 'secret', 'file'), join(folder, 'plain', 'other'))).toBe(1)
  })

  test('a name that is not normal is told', () => {
    expect(told(join(folder, 'plain', 'file'))).toBe(0)
    expect(told(`${folder}/secret/../plain/file`, `${folder}//plain/file`, `${folder}/./plain/file`)).toBe(3)
  })

  test('a relative name starts from the working directory', () => {
    const open = callWords([['openat', here, 'file', 0]])
    expect(observe(source, program, open, join(folder, 'secret')).of('openat')).toHaveLength(1)
    expect(observe(source, program, open, join(folder, 'plain')).of('openat')).toHaveLength(0)
  })

  test('what is mounted over a directory has its name, and loses it with the mount', () => {
    const [plain, secret] = [join(folder, 'plain'), join(folder, 'secret')]
    mkdirSync(join(plain, 'below'))
    writeFileSync(join(plain, 'below', 'file'), '')
    source.setFilter([asking('directory', `${secret}/below`)])
    expect(told(join(plain, 'below', 'file'))).toBe(0)
    execFileSync('mount', ['--bind', plain, secret])
    try {
      expect(told(join(secret, 'below', 'file'))).toBe(1)
      expect(told(join(plain, 'below', 'file'))).toBe(0)
    } finally {
      execFileSync('umount', [secret])
    }
  })

  test('another mount namespace has names of its own', () => {
    const [plain, secret] = [join(folder, 'plain'), join(folder, 'secret')]
    const open = callWords([['openat', here, join(secret, 'file'), 0]])
    source.setFilter([asking('directory', plain)])
    const script = `mount --bind "${secret}" "${plain}" && exec "$@"`
    const inside = callWords([['openat', here, join(plain, 'file'), 0]])
    expect(observe(source, 'unshare', ['-m', 'sh', '-c', script, 'sh', program, ...inside]).of('openat')).toHaveLength(
      1,
    )
    expect(observe(source, 'unshare', ['-m', 'sh', '-c', script, 'sh', program, ...open]).of('openat')).toHaveLength(0)
  })

  test('another root is seen as asked and from the root of the namespace', () => {
    const copy = join(folder, 'calls')
    execFileSync('cp', [program, copy])
    const open = ['/calls', ...callWords([['openat', here, '/secret/file', 0]])]
    source.setFilter([asking('directory', '/secret')])
    expect(observe(source, 'chroot', [folder, ...open]).of('openat').length).toBe(1)
    source.setFilter([asking('directory', join(folder, 'secret'))])
    expect(observe(source, 'chroot', [folder, ...open]).of('openat').length).toBe(1)
    source.setFilter([asking('directory', '/elsewhere')])
    expect(observe(source, 'chroot', [folder, ...open]).of('openat').length).toBe(0)
  })

  test('other rules make another of the same directory', () => {
    expect(told(join(folder, 'plain', 'file'))).toBe(0)
    source.setFilter([asking('directory', join(folder, 'plain'))])
    expect(told(join(folder, 'plain', 'file'))).toBe(1)
    source.setFilter([asking('directory', join(folder, 'secret'))])
    expect(told(join(folder, 'plain', 'file'))).toBe(0)
  })

  test('what is longer than the kernel looks at is told', () => {
    const long = join(folder, 'x'.repeat(200))
    mkdirSync(long)
    writeFileSync(join(long, 'file'), '')
    expect(told(join(long, 'file'), join(folder, 'plain', 'file'))).toBe(1)
  })
})
