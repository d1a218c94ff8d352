/** Falco's own rules, where their files are at hand: compiled, each means on random events what the oracle says. */
import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { loadRules, stopAssembler } from '#rules-compiler'
import { rootFolder } from '../../agent/paths.ts'
import { readRuleFiles } from '../../agent/rules-source/read-rule-files.ts'
import { Random } from './random.ts'
import { RecordStream } from './random-record.ts'
import { World } from './world.ts'

const folder = `${rootFolder}../shared/falco-rules`
const names = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml']
const records = 3_000

afterAll(stopAssembler)

describe.runIf(existsSync(folder))("Falco's rules", () => {
  test('all 93 rules, those that are off included, agree with the oracle', { timeout: 180_000 }, async () => {
    const files = await readRuleFiles(names.map((name) => `${folder}/${name}`))
    const rules = loadRules(files, { selections: [{ action: 'enable', rule: '*' }] })
    expect(rules.rules.length).toBe(93)
    const world = await World.of(rules)
    const stream = new RecordStream(new Random(93))
    const different = new Set<string>()
    for (let i = 0; i < records; i++) for (const name of world.disagreements(stream.next())) different.add(name)
    expect([...different]).toEqual([])
  })
})
