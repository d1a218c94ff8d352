/** The door to the rules compiler. */
export { loadRules } from './load/load-rules.ts'
export type { AppendOutput, LoadOptions, Selection } from './load/options.ts'
export type { RuleFile } from './load/read-file.ts'
export type { Diagnostic, ExtraField, ResolvedRule, RuleSet, Template, TemplatePart } from './rule.ts'
