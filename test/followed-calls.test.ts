/** What a process changes of itself without an exec, on a live kernel and past the filter that the rules derive. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stopAssembler } from '#rules-compiler'
import { whyNotLive } from '../native/testing/live.ts'
import { WatchedMachine } from './watched-machine.ts'

const obstacle = await whyNotLive()
describe.skipIf(obstacle)(`live processes${obstacle === undefined ? '' : `: skipped, ${obstacle}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-followed-'))
  let watched: WatchedMachine

  beforeAll(async () => {
    mkdirSync(`${folder}/deep/er`, { recursive: true })
    symlinkSync(`${folder}/deep`, `${folder}/link`)
    for (const place of ['here', 'deep/there', 'deep/er/there', 'own', 'done'])
      writeFileSync(`${folder}/${place}`, 'x\n')
    watched = await WatchedMachine.start(`
- rule: Read there
  desc: d
  condition: evt.type in (open, openat) and proc.cwd startswith ${folder}/deep and fd.filename in (here, there)
  output: "%proc.args %proc.cwd %fd.name"
  priority: WARNING
- rule: Read in a group of its own
  desc: d
  condition: evt.type in (open, openat) and proc.is_pgid_leader = true and fd.name = ${folder}/own
  output: "%proc.args %proc.pid %proc.pgid"
  priority: WARNING
- rule: Read at last
  desc: d
  condition: evt.type in (open, openat) and fd.name = ${folder}/done
  output: "%proc.cwd"
  priority: WARNING
- rule: Moved
  desc: d
  condition: evt.type = chdir and fs.path.name startswith ${folder}
  output: "%proc.args %fs.path.name %proc.cwd"
  priority: WARNING
`)
  })
  afterAll(async () => {
    await watched.stop()
    stopAssembler()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (shell: string, script: string): void => {
    execFileSync(shell, ['-c', script], { cwd: folder })
  }

  test.each([
    { name: 'cd into a directory', script: 'cd deep; read x < there', cwd: '/deep/' },
    { name: 'cd twice', script: 'cd deep; cd er; read x < there', cwd: '/deep/er/' },
    { name: 'cd through a link', script: `cd -P ${folder}/link; read x < there`, cwd: '/deep/' },
    { name: 'cd before a fork', script: 'cd deep; (read x < there); :', cwd: '/deep/' },
  ])('$name is where the process is from then on', async ({ script, cwd }) => {
    run('sh', script)
    const fits = { rule: 'Read there', args: `-c ${script}` }
    const alert = await watched.alert(({ rule, fields }) => rule === fits.rule && fields['proc.args'] === fits.args)
    expect(alert.fields['proc.cwd']).toBe(`${folder}${cwd}`)
  })

  test('a process that went out again is there no more', async () => {
    const script = `cd deep; cd ..; read x < here; read x < done`
    run('sh', script)
    const last = await watched.alert(({ rule }) => rule === 'Read at last')
    expect(last.fields['proc.cwd']).toBe(`${folder}/`)
    expect(watched.alerts.filter(({ fields }) => fields['fd.name'] === `${folder}/here`)).toEqual([])
  })

  test('the directory of a chdir is told as it was asked for and where it led', async () => {
    const script = 'cd deep; cd er; : moved'
    run('sh', script)
    const alert = await watched.alert(
      ({ rule, fields }) =>
        rule === 'Moved' && fields['proc.args'] === `-c ${script}` && fields['proc.cwd'] === `${folder}/deep/er/`,
    )
    expect(alert.fields['fs.path.name']).toBe(`${folder}/deep/er`)
  })

  test('a job that a shell puts in a group of its own leads it', async () => {
    const script = `set -m; (read x < ${folder}/own)`
    run('bash', script)
    const alert = await watched.alert(({ rule }) => rule === 'Read in a group of its own')
    expect(alert.fields['proc.pgid']).toBe(alert.fields['proc.pid'])
  })
})
