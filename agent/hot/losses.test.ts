/** Floods on the live kernel that nobody drains: what is lost is counted, said and mended. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bootTimeNs, buildNative } from '#native'
import { compileBundle, compileStateModule, loadRules } from '#rules-compiler'
import { createRuntime } from '#wasm-runtime'
import { buildFolder } from '../paths.ts'
import { type EventSource, openEvents } from './event-source.ts'
import { Heartbeat, heartbeatMemory } from './heartbeat.ts'
import type { AlertDraft } from './messages.ts'
import { Pipeline } from './pipeline.ts'

const canWatch = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux')
const why = canWatch ? '' : ' (skipped: needs root and a kernel with BTF)'
const cacheDirectory = `${buildFolder}/rules`
const ringBytes = 262_144
const rules = `
- rule: Marked
  desc: d
  condition: evt.type in (open, openat) and fd.name startswith /eyas-flood
  output: "%fd.name by %proc.name from %proc.cwd"
  priority: INFO
`
/** Says that it is there, waits for a line, goes elsewhere and becomes another program, which opens a file at the next line. */
const second = `print "second\\n"; sysread(STDIN, $_, 1); open(F, "/eyas-flood-second");`
const first = (program: string): string =>
  `$| = 1; print "first\\n"; sysread(STDIN, $_, 1); chdir("/usr"); exec("${program}", "-e", '$| = 1; ${second}');`

describe.skipIf(!canWatch)(`what floods lose${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eyas-flood-'))
  const renamed = join(folder, 'eyas-second')
  const alerts: AlertDraft[] = []
  let source: EventSource
  let pipeline: Pipeline
  let processes: () => number

  beforeAll(async () => {
    copyFileSync('/usr/bin/perl', renamed)
    await buildNative({ log: () => {} })
    const bundle = await compileBundle(loadRules([{ path: 'r.yaml', text: rules }]), { cacheDirectory })
    const stateModule = await WebAssembly.compile(await compileStateModule({ cacheDirectory }))
    const runtime = createRuntime({ stateModule, bootTimeNs: bootTimeNs() })
    await runtime.load(bundle)
    // With its filter, so that opens of others do not fill the ring before the flood does.
    source = openEvents({ kind: 'live', excludePids: [], ringBytes }, bundle.manifest.kernel)
    pipeline = new Pipeline({
      runtime,
      source,
      hostname: 'h',
      nowNs: () => 0n,
      random: () => 0,
      heartbeat: new Heartbeat(heartbeatMemory()),
      send: (drafts) => void alerts.push(...drafts),
      ask: () => {},
    })
    processes = () => runtime.counters().processes - runtime.counters().exitedProcesses
    source.attach()
    pipeline.seed()
  })

  afterAll(() => {
    source?.close()
    rmSync(folder, { recursive: true })
  })

  const judgeAll = (): void => {
    while (pipeline.visit());
  }

  test('a process whose exec was lost is known again after the flood, and one whose end was lost is not', async () => {
    const child = spawn('perl', ['-e', first(renamed)], { stdio: ['pipe', 'pipe', 'inherit'] })
    const sleeper = spawn('sleep', ['1000'])
    const said = async (): Promise<string> => String((await once(child.stdout, 'data'))[0])
    expect(await said()).toBe('first\n')
    judgeAll()
    const known = processes()
    // Nobody drains: opens stop at their watermark, execs and ends only when the ring is full.
    spawnSync('perl', ['-e', 'open(F, "/eyas-flood-$_") for 1..3000'])
    const lost = (type: string): number => source.ledger()[type]?.dropped ?? 0
    while (lost('execve') === 0 || lost('procexit') === 0) spawnSync('true')
    child.stdin.write('\n')
    expect(await said()).toBe('second\n')
    sleeper.kill('SIGKILL')
    await once(sleeper, 'exit')
    // Others on this machine go on losing meanwhile.
    const [before, ledger, after] = [source.drops(), source.ledger(), source.drops()]
    for (const type of ['openat', 'execve', 'procexit', 'chdir'])
      expect({ type, lost: ledger[type]?.dropped }).not.toEqual({ type, lost: 0 })
    const dropped = Object.values(ledger).reduce((sum, type) => sum + type.dropped, 0)
    expect([dropped >= before, dropped <= after]).toEqual([true, true])

    judgeAll()
    const inFlood = alerts.filter(({ output }) => !output.includes('second'))
    expect(inFlood.length).toBeGreaterThan(10)
    for (const { evidence } of inFlood) expect(evidence).toMatchObject({ complete: false })
    expect(inFlood[0]?.evidence.lostEvents).toBeGreaterThan(1000)

    child.stdin.end('\n')
    await once(child, 'exit')
    judgeAll()
    const mended = alerts.find(({ output }) => output.includes('second by'))
    expect(mended).toMatchObject({ evidence: { complete: true, lostEvents: 0 } })
    expect(mended?.output).toContain('/eyas-flood-second by eyas-second from /usr/')
    // Neither the sleeper nor what ran in the flood is left behind; others on this machine come and go.
    expect(processes()).toBeLessThan(known + 20)
  }, 30_000)

  test('the account balances at each stage once all that waited is judged', () => {
    judgeAll()
    for (const [type, { seen, filtered, evaluated, dropped }] of Object.entries(source.ledger()))
      expect({ type, seen }).toEqual({ type, seen: filtered + evaluated + dropped })
    expect(source.ledger().openat?.evaluated).toBeGreaterThan(10)
  })
})
