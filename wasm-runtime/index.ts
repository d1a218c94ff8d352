/** The door to the runtime that judges events. It imports no Node module, so that it runs wherever WebAssembly does. */
export { formatAddress } from './address-text.ts'
export type { FoundContainer } from './containers-region.ts'
export type { Match } from './describe-match.ts'
export { auditEvents, NotAuditEvent, type TimedEvent } from './json-event/audit-events.ts'
export { jsonRecord } from './json-event/json-record.ts'
export type { Group, User } from './names-region.ts'
export type { RawValue } from './read-value.ts'
export type { ColumnValue, RecordObject } from './record-shape.ts'
export { writeRecord, writeRecords } from './record-writer.ts'
export { BundleRefused, faultsOf, type Reader, type RulesModule } from './rules-module.ts'
export {
  createMemory,
  createRuntime,
  type JudgeTimes,
  type Matching,
  type RuleCounts,
  type Runtime,
  type RuntimeOptions,
  type StateCounters,
  type Trap,
} from './runtime.ts'
export { createProbe, enableAll, selfTest } from './self-test.ts'
export { validateRulesModule } from './validate.ts'
