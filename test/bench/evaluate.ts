/** What judging an event costs: the state module alone, and with the rules of a directory of Falco files. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileBundle, compileStateModule, loadRules, stopAssembler } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import { createRuntime, type RecordObject, type Runtime, writeRecords } from '#wasm-runtime'
import { Random } from '../differential/random.ts'
import type { Benchmark, Figure } from './benchmark.ts'

const shipped = new URL('../../rules/', import.meta.url).pathname
const processes = 400
const events = 20_000
const rounds = 15
const warmUp = 10

const programs = ['nginx', 'python3', 'postgres', 'node', 'sshd', 'bash', 'java', 'redis-server', 'kubelet']

function snapshot(random: Random): RecordObject[] {
  return Array.from({ length: processes }, (_, i) => {
    const program = random.of(programs)
    return {
      type: 'process_snapshot',
      flags: 2,
      pid: i + 1,
      start_ns: BigInt(i + 1),
      parent_pid: i === 0 ? 0 : 1 + random.below(i),
      comm: program,
      exe: `/usr/bin/${program}`,
      exe_path: `/usr/bin/${program}`,
      args: ['--config', '/etc/app/config.yaml', '--port', String(8000 + i)],
      env: ['PATH=/usr/bin:/bin', 'HOME=/root'],
      cwd: '/srv/app/',
      cgroup: random.chance(30) ? `/docker/${'ab'.repeat(32)}` : '/system.slice/app.service',
      session_id: 1,
      group_id: i + 1,
    }
  })
}

const libraries = Array.from(
  { length: 2000 },
  (_, i) => `/usr/lib/x86_64-linux-gnu/lib${i % 97}/module-${i}.so.${i % 7}`,
)
const data = Array.from({ length: 1000 }, (_, i) => `/srv/app/data/shard-${i}/segment.log`)
const paths = [...libraries, ...data]

function event(random: Random): RecordObject {
  const pid = 1 + random.below(processes)
  const shared = { pid, start_ns: BigInt(pid), timestamp_ns: 1_700_000_000_000_000_000n, uid: random.of([0, 1000]) }
  if (random.chance(20)) {
    const remote = { remote_address: `10.0.0.${random.below(200)}`, remote_port: random.of([443, 5432, 6379]) }
    return { type: 'connect', ...shared, ...remote, local_address: '10.0.0.1', local_port: 40_000, fd: 5 }
  }
  const open_flags = random.of(['O_RDONLY|O_CLOEXEC', 'O_RDONLY', 'O_WRONLY|O_CREAT|O_TRUNC'])
  return { type: 'openat', ...shared, name_raw: random.of(paths), open_flags }
}

async function runtimeOf(bundle: Bundle | null): Promise<Runtime> {
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  if (bundle !== null) await runtime.load(bundle)
  return runtime
}

async function measure(what: string, bundle: Bundle | null): Promise<Figure> {
  const random = new Random(1)
  const runtime = await runtimeOf(bundle)
  runtime.judgeRecords(writeRecords(snapshot(random)))
  const records = writeRecords(Array.from({ length: events }, () => event(random)))
  const once = (): number => {
    const start = performance.now()
    runtime.judgeRecords(records)
    return ((performance.now() - start) * 1e6) / events
  }
  for (let i = 0; i < warmUp; i++) once()
  return { what, unit: 'ns/event', samples: Array.from({ length: rounds }, once) }
}

/** Costs of judging a mixed stream; `EYAS_BENCH_RULES` names another directory of rule files. */
export const evaluate: Benchmark = {
  name: 'evaluate',
  summary: 'nanoseconds to judge one event of a mixed stream',
  run: async (say) => {
    const directory = process.env.EYAS_BENCH_RULES ?? shipped
    const names = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('k8s_audit'))
    const files = names.sort().map((name) => ({ path: name, text: readFileSync(join(directory, name)) }))
    const bundle = await compileBundle(loadRules(files))
    say(
      `${bundle.manifest.rules.length} rules: ${bundle.manifest.moduleBytes} bytes of module, ${bundle.manifest.tableBytes} of tables`,
    )
    stopAssembler()
    const state = await measure('state alone, records copied in', null)
    return [state, await measure(`state and ${bundle.manifest.rules.length} rules`, bundle)]
  },
}
