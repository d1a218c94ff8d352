/** How soon a person knows: from the system call to the alert in the terminal and to the incident at the edge. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FalcoAlert } from '#schema/alert'
import type { AlertJson, Page } from '#schema/incident'
import { freePort, type RunningEyas, startEyas } from '../running-eyas.ts'
import type { Benchmark } from './benchmark.ts'

const rounds = 15

/** Reads the password hashes once; the time of the call is the time of the alert. */
async function oneRound(eyas: RunningEyas, edge: (path: string) => Promise<Page<AlertJson>>) {
  const known = eyas.alerts.length
  const isNew = (alert: FalcoAlert): boolean =>
    alert.output_fields['fd.name'] === '/etc/shadow' && eyas.alerts.indexOf(alert) >= known
  const printed = eyas.alert(isNew, 5_000).then((alert) => ({ alert, at: Date.now() }))
  execFileSync('/bin/cat', ['/etc/shadow'], { stdio: 'ignore' })
  const { alert, at } = await printed
  const happened = Date.parse(alert.time.replace(/\d{6}Z$/, 'Z'))
  for (;;) {
    const { items } = await edge('/v1/alerts?limit=1')
    if (items.some(({ lastSeen }) => lastSeen === alert.time)) break
  }
  return { shown: at - happened, stored: Date.now() - happened }
}

/** `npm run bench -- alert`. */
export const alert: Benchmark = {
  name: 'alert',
  summary: 'milliseconds from an open of /etc/shadow to the printed alert, and to the alert at the edge',
  async run(say) {
    if (process.getuid?.() !== 0) {
      say('alert: skipped, it needs root')
      return []
    }
    const data = mkdtempSync(join(tmpdir(), 'eyas-bench-'))
    const eyas = startEyas(['--data', data, '--port', String(await freePort())])
    try {
      await eyas.line((line) => line.includes('watching'), 120_000)
      const { url } = JSON.parse(readFileSync(join(data, 'edge', 'edge.json'), 'utf8')) as { url: string }
      const { readToken } = JSON.parse(readFileSync(join(data, 'edge', 'tokens.json'), 'utf8')) as { readToken: string }
      const edge = async (path: string): Promise<Page<AlertJson>> => {
        const answer = await fetch(url + path, { headers: { authorization: `Bearer ${readToken}` } })
        return (await answer.json()) as Page<AlertJson>
      }
      const samples: Awaited<ReturnType<typeof oneRound>>[] = []
      for (let round = 0; round <= rounds; round++) samples.push(await oneRound(eyas, edge))
      // The first round warms everything up.
      const warm = samples.slice(1)
      return [
        { what: 'open to printed alert', unit: 'ms', samples: warm.map(({ shown }) => shown) },
        { what: 'open to alert at the edge', unit: 'ms', samples: warm.map(({ stored }) => stored) },
      ]
    } finally {
      await eyas.stop()
      rmSync(data, { recursive: true, force: true })
    }
  },
}
