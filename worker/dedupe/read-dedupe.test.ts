import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { readDedupe } from './read-dedupe.ts'

const read = (text: string) => {
  const findings = new Findings()
  const chosen = readDedupe(text, findings)
  return {
    chosen: chosen && Object.fromEntries(chosen),
    faults: findings.faults.map(({ line, code }) => `${line} ${code}`),
  }
}

test.each([
  { name: 'nothing', text: 'rules: []', chosen: {}, faults: [] },
  {
    name: 'fields of two rules',
    text: 'rules:\n  - {rule: A, fields: [proc.name, "proc.aname[2]"]}\n  - {rule: B, fields: []}',
    chosen: { A: ['proc.name', 'proc.aname[2]'], B: [] },
    faults: [],
  },
  { name: 'a field that is none', text: 'rules:\n  - rule: A\n    fields: [name]', faults: ['3 not_a_field'] },
  { name: 'no rule', text: 'rules:\n  - fields: [proc.name]', faults: ['2 not_a_rule'] },
  { name: 'a rule twice', text: 'rules:\n  - {rule: A, fields: []}\n  - {rule: A, fields: []}', faults: ['3 twice'] },
  { name: 'an unknown key', text: 'rules:\n  - {rule: A, fields: [], by: x}', faults: ['2 unknown_key'] },
  { name: 'no YAML', text: 'rules: "', faults: ['1 not_yaml'] },
])('$name', ({ text, chosen, faults }) => {
  expect(read(text)).toEqual({ chosen, faults })
})
