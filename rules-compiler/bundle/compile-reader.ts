/** The reader of a rule set: a bundle whose values are what the conditions read. */
import type { Bundle } from '#schema/manifest'
import { loadRules } from '../load/load-rules.ts'
import { valuesReadBy } from '../report/values-read.ts'
import type { RuleSet } from '../rule.ts'
import { type CompileOptions, compileBundle } from './compile-bundle.ts'

/** The reader that was compiled last, for a process that compiles rules again. */
let last: { readonly output: string; readonly bundle: Promise<Bundle> } | undefined

/** Compiles the reader; its one rule never matters. The same fields give the same reader, whatever the rules. */
export function compileReader({ rules }: Pick<RuleSet, 'rules'>, options: CompileOptions = {}): Promise<Bundle> {
  const names = new Set(rules.filter(({ source }) => source === 'syscall').flatMap(valuesReadBy))
  const output = ['values', ...[...names].sort().map((name) => `%${name}`)].join(' ')
  if (last?.output === output) return last.bundle
  const rule = { rule: 'values', desc: 'values', priority: 'DEBUG', condition: 'evt.num exists', output }
  const bundle = compileBundle(loadRules([{ path: 'values.yaml', text: JSON.stringify([rule]) }]), options)
  last = { output, bundle }
  bundle.catch(() => {
    last = undefined
  })
  return bundle
}
