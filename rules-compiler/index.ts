/**
 * The door to the rules compiler. Rule files go through its folders in this order:
 *
 *     load/        YAML with places → items → lists, macros and rules as the files together define them
 *     resolve/     lists and exceptions as text, macros as trees
 *     condition/   the grammar, the syntax tree, Falco's canonical form; condition.ts is what comes out at the end
 *     check/       fields looked up, types checked, constants read, event types told
 *     output/      output templates
 *     kernel-filter/  what of the rules the kernel can check, so that it drops what no rule can match
 *     report/      what `eyas check`, `rules`, `filter`, `fields` and `explain` say
 *     oracle/      what a condition means, computed plainly; tests hold the compiled rules to it
 *
 * Bad input is never thrown: every fault is a Diagnostic with Falco's code, a place and a hint.
 */

export { type CompileOptions, compileBundle } from './bundle/compile-bundle.ts'
export { compileReader } from './bundle/compile-reader.ts'
export { kernelNeeds } from './bundle/kernel-needs.ts'
export { didYouMean } from './check/nearest.ts'
export type { Check, Condition, Operand } from './condition/condition.ts'
export { stopAssembler, warmAssembler } from './emit/assembler.ts'
export { compileStateModule } from './emit/state-module.ts'
export {
  admits,
  type KernelEnd,
  type KernelEvent,
  type KernelProcess,
  processWordsOf,
} from './kernel-filter/admits.ts'
export {
  type DerivedFilter,
  deriveFilter,
  deriveKernelFilter,
  type KernelFilterOptions,
} from './kernel-filter/derive-kernel-filter.ts'
export {
  type ExplainedClause,
  type ExplainedType,
  explainKernelFilter,
  type KernelShare,
  kernelShareOf,
  renderKernelFilter,
} from './kernel-filter/explain-kernel-filter.ts'
export { engineVersion, printVersion } from './load/engine.ts'
export { loadRules } from './load/load-rules.ts'
export type { AppendOutput, LoadOptions, Selection } from './load/options.ts'
export type { RuleFile } from './load/read-file.ts'
export { readYaml, YamlMemory } from './load/read-yaml.ts'
export { sources } from './load/source.ts'
export type { YamlFault, YamlNode } from './load/yaml-tree.ts'
export { evaluateCondition, type ReadField, valuesOf } from './oracle/evaluate.ts'
export type { Value } from './oracle/value.ts'
export type { Place } from './place.ts'
export { type CheckEntry, checkFiles, checksOf, type FileCheck } from './report/check-files.ts'
export { describeRules, fieldsUsed, type RuleDescription } from './report/describe-rules.ts'
export { type Explanation, explainRule, renderExplanation } from './report/explain-rule.ts'
export { type FieldEntry, fieldsMarkdown, fieldsReference } from './report/fields-reference.ts'
export { type FilterOptions, type FilterResult, filterCondition } from './report/filter-condition.ts'
export { renderDiagnostics } from './report/render-diagnostics.ts'
export { readFieldFrom, valuesReadBy } from './report/values-read.ts'
export { reasonsOf, type SeenValue, type Why, type WhyNode, whyMatch } from './report/why.ts'
export type { Diagnostic, ExtraField, ResolvedRule, RuleSet, Template, TemplatePart } from './rule.ts'
