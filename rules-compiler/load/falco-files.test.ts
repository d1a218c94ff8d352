/** Falco's own files, where they lie beside the repository; elsewhere there is nothing to test here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadRules } from './load-rules.ts'

const folder = new URL('../../../shared/falco-rules/', import.meta.url)
const order = ['falco_rules.yaml', 'falco-incubating_rules.yaml', 'falco-sandbox_rules.yaml', 'k8s_audit_rules.yaml']
const isThere = existsSync(folder) && order.every((name) => readdirSync(folder).includes(name))

test.runIf(isThere)("Falco's files load without an error, 93 rules for system calls and 48 for audit events", () => {
  const files = order.map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const { rules, diagnostics } = loadRules(files)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(rules.filter(({ source }) => source === 'syscall').length).toBe(93)
  expect(rules.filter(({ source }) => source === 'k8s_audit').length).toBe(48)
  expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(['LOAD_FIELD_NOT_SUPPLIED'])
})
