import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { seeded } from '../fixtures/alerts.ts'
import { goQuote } from '../matchers/matcher.ts'
import { readRouting } from './read-routing.ts'
import { routesOf } from './routing.ts'

const directory = mkdtempSync(join(tmpdir(), 'eyas-routes-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const names = ['severity', 'node', 'team']
const values = ['critical', 'warning', 'web-1', 'web-22', 'db', 'a b', 'x"y', '']
const patterns = ['web-[0-9]+', 'crit.*|warning', '(?i)DB', '.+', '.*', 'web', '\\\\w+-\\\\d', '[^a-c]b']

/** A random tree of routes in which every route has a receiver of its own. */
const randomConfig = (random: () => number): string => {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const receivers: string[] = []
  const matcher = (): string => {
    const operator = pick(['=', '!=', '=~', '!~'])
    const value = operator.endsWith('~') ? pick(patterns) : pick(values).replaceAll('"', '\\"')
    return `'${pick(names)}${operator}"${value}"'`
  }
  const route = (depth: number): string => {
    const receiver = `r${receivers.length}`
    receivers.push(receiver)
    const children = depth < 3 ? Array.from({ length: Math.floor(random() * 4) }, () => route(depth + 1)) : []
    const goesOn = random() < 0.4 && depth > 0 ? ', continue: true' : ''
    const matchers =
      depth === 0 ? '' : `, matchers: [${Array.from({ length: 1 + Math.floor(random() * 2) }, matcher).join(', ')}]`
    return `{receiver: ${receiver}${matchers}${goesOn}, routes: [${children.join(', ')}]}`
  }
  return `route: ${route(0)}\nreceivers: [${receivers.map((name) => `{name: ${name}}`).join(', ')}]\n`
}

test('random trees route random alerts as Debian’s amtool says', () => {
  const random = seeded(7)
  for (let round = 0; round < 8; round++) {
    const config = randomConfig(random)
    const path = join(directory, `${round}.yml`)
    writeFileSync(path, config)
    const findings = new Findings()
    const routing = readRouting(config, findings)
    expect(findings.faults).toEqual([])
    for (let alert = 0; alert < 8; alert++) {
      const pairs = names.map((name) => [name, values[Math.floor(random() * values.length)] ?? ''] as const)
      const labels = Object.fromEntries(pairs.filter(([, value]) => value !== ''))
      const words = Object.entries(labels).map(([name, value]) => `${name}=${goQuote(value)}`)
      const theirs = execFileSync('amtool', ['config', 'routes', 'test', `--config.file=${path}`, ...words], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const ours = routing === undefined ? [] : routesOf(routing.root, labels).map((route) => route.receiver)
      expect({ config, labels, receivers: ours.join(',') }).toEqual({ config, labels, receivers: theirs.trim() })
    }
  }
})
