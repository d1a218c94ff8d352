/**
 * Reads which fields tell repeats of a rule apart:
 *
 *     rules:
 *       - rule: Contact EC2 Instance Metadata Service From Container
 *         fields: [container.image.repository, k8s.ns.name]
 */
import type { Findings } from '../config/finding.ts'
import { openYaml } from '../config/section.ts'

const maxRules = 1000
const maxFields = 16

/** The fields of each rule, by its name; undefined with faults in `findings`. */
export const readDedupe = (text: string, findings: Findings): ReadonlyMap<string, readonly string[]> | undefined => {
  const document = openYaml(text, findings)
  if (document === undefined) return undefined
  const chosen = new Map<string, readonly string[]>()
  const rules = document.items('rules').map((item) => item.section())
  if (rules.length > maxRules) document.fault('too_many', 'rules', `must be at most ${maxRules}`)
  for (const section of rules) {
    const rule = section.text('rule')
    const fields = section.items('fields').map((item) => item.text())
    if (rule === '' || rule.length > 512) section.fault('not_a_rule', 'rule', 'must be the name of a rule')
    if (chosen.has(rule)) section.fault('twice', 'rule', `${rule} was there before`)
    if (fields.length > maxFields) section.fault('too_many', 'fields', `must be at most ${maxFields}`)
    for (const field of fields)
      if (!fieldPattern.test(field))
        section.fault('not_a_field', 'fields', `${field.slice(0, 64)} is no field of Falco`)
    chosen.set(rule, fields)
    section.finish()
  }
  document.finish()
  return findings.faults.length > 0 ? undefined : chosen
}

/** As Falco names fields, with an argument perhaps: `proc.aname[2]`, `ka.target.name`. */
const fieldPattern = /^[a-z0-9]+(?:\.[a-z0-9_]+)+(?:\[[^\]\s]{1,128}\])?$/i
