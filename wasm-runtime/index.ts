/** The door to the runtime that judges events. It imports no Node module, so that it runs wherever WebAssembly does. */
export type { FoundContainer } from './containers-region.ts'
export type { Match } from './describe-match.ts'
export type { Group, User } from './names-region.ts'
export type { RawValue } from './read-value.ts'
export type { ColumnValue, RecordObject } from './record-shape.ts'
export { writeRecord, writeRecords } from './record-writer.ts'
export { BundleRefused, faultsOf } from './rules-module.ts'
export {
  createMemory,
  createRuntime,
  type Matching,
  type RuleCounts,
  type Runtime,
  type RuntimeOptions,
  type StateCounters,
  type Trap,
} from './runtime.ts'
export { validateRulesModule } from './validate.ts'
