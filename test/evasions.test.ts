/** Ways to open a file by a name that no rule mentions, on a live kernel: each is found, and the alert has both names. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { whyNotLive } from '../native/testing/live.ts'
import { WatchedMachine } from './watched-machine.ts'

const obstacle = await whyNotLive()
describe.skipIf(obstacle)(`evasions${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-evasions-'))
  const secret = `${folder}/secret/key`
  let watched: WatchedMachine

  beforeAll(async () => {
    mkdirSync(`${folder}/secret`)
    mkdirSync(`${folder}/harmless`)
    mkdirSync(`${folder}/excused`)
    writeFileSync(secret, 'key')
    symlinkSync(secret, `${folder}/harmless/link`)
    symlinkSync(`${folder}/secret`, `${folder}/harmless/directory`)
    symlinkSync('/', `${folder}/harmless/root`)
    symlinkSync(secret, `${folder}/excused/link`)
    watched = await WatchedMachine.start(`
- rule: Secret read
  desc: d
  condition: evt.type in (open, openat, openat2) and evt.is_open_read = true and fd.name startswith ${folder}/secret/ and not fd.name startswith ${folder}/excused/
  output: "%fd.name raw=%fd.nameraw args=%proc.args"
  priority: WARNING
- rule: Link read
  desc: d
  condition: evt.type in (open, openat, openat2) and fd.name = ${folder}/harmless/link
  output: "%fd.name args=%proc.args"
  priority: WARNING
`)
  })
  afterAll(async () => {
    await watched.stop()
    stopAssembler()
    rmSync(folder, { recursive: true, force: true })
  })

  const root = folder.split('/').slice(1)
  test.each([
    { name: 'a symbolic link', asked: `${folder}/harmless/link` },
    { name: 'a link to the directory', asked: `${folder}/harmless/directory/key` },
    { name: 'a link to the root', asked: `${folder}/harmless/root${secret}` },
    { name: '/proc/self/root', asked: `/proc/self/root${secret}` },
    { name: '/proc/<pid>/root', asked: `/proc/${process.pid}/root${secret}` },
    { name: 'a link that rules excuse', asked: `${folder}/excused/link` },
    { name: 'dots behind a link', asked: `${folder}/harmless/directory/../secret/key` },
  ])('$name does not hide what was opened', async ({ asked }) => {
    execFileSync('cat', [asked])
    const alert = await watched.alert(({ rule, fields }) => rule === 'Secret read' && fields['proc.args'] === asked)
    expect(alert.fields).toMatchObject({
      'fd.name': secret,
      'fd.nameraw': asked,
      'fd.name.resolved': secret,
      'fd.name.asked': asked.replace('/harmless/directory/../secret/', '/harmless/secret/'),
    })
  })

  test.each([
    { name: 'a bind mount of the directory', from: 'secret', to: 'mounted', file: 'mounted/key' },
    { name: 'a bind mount of a directory above', from: '', to: 'above', file: 'above/secret/key' },
    { name: 'a bind mount of the file', from: 'secret/key', to: 'bound', file: 'bound' },
  ])('$name does not hide what was opened', async ({ from, to, file }) => {
    const place = `${folder}/harmless/${to}`
    const asked = `${folder}/harmless/${file}`
    const make = from === 'secret/key' ? 'touch' : 'mkdir'
    const script = `${make} ${place} && mount --bind ${folder}/${from} ${place} && exec cat ${asked}`
    execFileSync('unshare', ['-m', 'sh', '-c', script])
    const alert = await watched.alert(({ rule, fields }) => rule === 'Secret read' && fields['proc.args'] === asked)
    expect(alert.fields).toMatchObject({ 'fd.name': secret, 'fd.name.asked': asked, 'fd.name.resolved': secret })
  })

  test.each([
    { name: 'dots and doubled slashes', asked: `${folder}/harmless/..//secret/./key` },
    { name: 'a way up past the root', asked: `/${'../'.repeat(20)}${root.join('/')}/secret/key` },
  ])('$name are taken out of the name without asking the disk, and there is one name', async ({ asked }) => {
    execFileSync('cat', [asked])
    const alert = await watched.alert(({ rule, fields }) => rule === 'Secret read' && fields['proc.args'] === asked)
    expect(alert.fields).toMatchObject({ 'fd.name': secret, 'fd.nameraw': asked.replaceAll('//', '/') })
    expect(alert.fields).not.toHaveProperty('fd.name.asked')
  })

  test('a path relative to a directory that is a link is found by the directory that it is', async () => {
    execFileSync('sh', ['-c', `cd ${folder}/harmless/directory && exec cat ./key`])
    const alert = await watched.alert(({ rule, fields }) => rule === 'Secret read' && fields['proc.args'] === './key')
    expect(alert.fields['fd.name']).toBe(secret)
  })

  test('a rule that names the link goes on matching, with both names', async () => {
    const link = `${folder}/harmless/link`
    execFileSync('cat', [link, '/dev/null'])
    const alert = await watched.alert(
      ({ rule, fields }) => rule === 'Link read' && fields['proc.args'] === `${link} /dev/null`,
    )
    expect(alert.fields).toMatchObject({ 'fd.name': link, 'fd.name.asked': link, 'fd.name.resolved': secret })
  })
})
