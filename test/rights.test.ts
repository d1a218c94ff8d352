/** The agent with the rights that it asks for and no others: what it keeps, and that everything works with that. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { bitsOf, rightsOfThreads } from '#native'
import { rootFolder } from '../agent/paths.ts'
import { freePort, type RunningEyas, runEyas, startEyas } from './running-eyas.ts'

const canWatch = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux')
const why = canWatch ? '' : ' (skipped: needs root and a kernel with BTF)'
const names = ['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'] as const
const kept = bitsOf(names)
const setprivNames = names.map((name) => `+${name.slice(4).toLowerCase()}`).join(',')
const given = [
  ...['setpriv', '--no-new-privs', `--bounding-set=-all,${setprivNames}`],
  ...[`--inh-caps=-all,${setprivNames}`, `--ambient-caps=-all,${setprivNames}`],
]
/** As deploy/systemd/eyas.service says it. */
const asService = [...given, '--securebits=+noroot,+noroot_locked']
const asNobody = [...given, '--reuid=65534', '--regid=65534', '--clear-groups']

const ruleNamed = (name: string): string =>
  `- rule: ${name}\n  desc: d\n  condition: evt.type in (open, openat) and fd.name = /etc/shadow and proc.name = cat\n  output: seen %proc.pid\n  priority: INFO\n`

describe.skipIf(!canWatch)(`the rights of the agent${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-rights-'))
  chmodSync(folder, 0o777)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const cache = join(folder, 'cache')
  mkdirSync(cache)

  const readsShadow = async (eyas: RunningEyas, rule: string): Promise<void> => {
    const seen = eyas.alert((alert) => alert.rule === rule, 5_000)
    await once(spawn('cat', ['/etc/shadow'], { stdio: 'ignore' }), 'exit')
    await seen
  }

  test('its unit for systemd is understood and exposes little', ({ skip }) => {
    const unit = `${rootFolder}deploy/systemd/eyas.service`
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    if (verified.error !== undefined) skip('there is no systemd-analyze here')
    expect(verified).toMatchObject({ status: 0, stderr: '' })
    const security = ['security', '--offline=true', '--threshold=35', unit]
    expect(spawnSync('systemd-analyze', security, { encoding: 'utf8' })).toMatchObject({ status: 0 })
  })

  test.each([
    { name: 'started by root', launcher: [] },
    { name: 'started as its service is', launcher: asService },
    { name: 'started as nobody with them', launcher: asNobody },
  ])(
    '$name it has them alone in every thread, its edge has none, and it does all its work',
    {
      timeout: 120_000,
    },
    async ({ launcher }) => {
      const own = mkdtempSync(join(folder, 'run-'))
      chmodSync(own, 0o777)
      const file = join(folder, 'rules.yaml')
      writeFileSync(file, ruleNamed('First'))
      const data = join(own, 'data')
      const words = ['--data', data, '--port', String(await freePort()), '--rules', file]
      // What is compiled once is for all of them.
      spawnSync('chmod', ['-R', 'a+rwX', cache])
      const eyas = startEyas(words, ['env', `EYAS_CACHE=${cache}`, ...launcher])
      try {
        await eyas.line((line) => line.includes('watching'), 90_000)
        const { pid } = JSON.parse(readFileSync(join(data, 'edge', 'edge.json'), 'utf8'))
        for (const rights of rightsOfThreads(eyas.child.pid)) {
          expect(rights).toMatchObject({ permitted: kept, effective: kept, bounding: kept, noNewPrivileges: true })
          expect((rights.inheritable | rights.ambient) & ~kept).toBe(0n)
        }
        for (const { permitted, effective } of rightsOfThreads(pid)) expect(permitted | effective).toBe(0n)
        await readsShadow(eyas, 'First')
        writeFileSync(file, ruleNamed('Second'))
        await eyas.line((line) => line.includes('1 rule in force'), 30_000)
        await readsShadow(eyas, 'Second')
        await expect
          .poll(async () => (await runEyas(['incidents', '--data', data])).output, { timeout: 10_000 })
          .toContain('2 alerts')
      } finally {
        expect(await eyas.stop()).toBe(0)
      }
    },
  )
})
