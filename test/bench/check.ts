/** How long a person waits for `eyas check`. */
import { execFileSync } from 'node:child_process'
import { loadRules } from '#rules-compiler'
import { rootFolder } from '../../agent/paths.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { benchmarkRules } from './rule-files.ts'

const rounds = 7

const timed = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

const sampled = (what: string, work: () => void): Figure => {
  work()
  return { what, unit: 'ms', samples: Array.from({ length: rounds }, () => timed(work)) }
}

/** `npm run bench -- check`. */
export const check: Benchmark = {
  name: 'check',
  summary: 'loading rule files with every fault and warning, in process and as a fresh command',
  async run() {
    const { name, paths, files } = await benchmarkRules()
    const command = [`${rootFolder}agent/cli/eyas.mjs`, 'check', ...paths]
    return [
      sampled(`${name}, warm in process`, () => loadRules(files)),
      sampled(`${name}, eyas check as a fresh command`, () =>
        execFileSync(process.execPath, command, { stdio: 'ignore' }),
      ),
      sampled('node alone, as a fresh command', () => execFileSync(process.execPath, ['-e', '0'], { stdio: 'ignore' })),
    ]
  },
}
