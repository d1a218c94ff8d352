/** What a watching agent takes of the machine: memory and processor time, after its start and after a load. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'
import { promisify } from 'node:util'
import { rootFolder } from '../../agent/paths.ts'
import type { Figure } from './benchmark.ts'

/** By then the agent has given back what starting took, or a load; see agent/start/settle-memory.ts. */
const settledMs = 22_000
const idleMs = 10_000
const loadMs = '3000'
/** Opens a second. */
const pace = '50000'
/** No edge is there, so the agent is all that runs. */
const nobody = 'http://127.0.0.1:49151'

const run = promisify(execFile)

const residentMb = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000

/** Processor time so far, in milliseconds; the kernel counts in hundredths of a second here. */
function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const figure = (what: string, unit: string, sample: number): Figure => ({ what, unit, samples: [sample] })

/** Starts `eyas start` with these rule files and looks at its process; `program` is the one that makes the load. */
export async function resident(name: string, paths: readonly string[], program: string): Promise<readonly Figure[]> {
  const data = mkdtempSync(`${tmpdir()}/eyas-bench-`)
  const rules = paths.flatMap((path) => ['--rules', path])
  const words = [`${rootFolder}agent/cli/eyas.mjs`, 'start', ...rules, '--data', data, '--edge', nobody]
  const agent = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(agent, 'exit')
  try {
    const { pid = 0 } = agent
    for await (const line of createInterface({ input: agent.stderr })) if (line.includes('watching;')) break
    agent.stderr.resume()
    await after(settledMs)
    const started = residentMb(pid)
    const [before, start] = [processorMs(pid), performance.now()]
    await after(idleMs)
    const idle = ((processorMs(pid) - before) / (performance.now() - start)) * 100
    await run(program, ['open', loadMs, pace])
    await after(settledMs)
    return [
      figure(`agent, ${name}: resident after its start`, 'MB', started),
      figure(`agent, ${name}: resident after ${Number(pace) * 3} opens`, 'MB', residentMb(pid)),
      figure(`agent, ${name}: processor time without a load of the benchmark`, '%', idle),
    ]
  } finally {
    agent.kill()
    await ended
    rmSync(data, { recursive: true })
  }
}
