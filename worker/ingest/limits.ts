/** How large each part of a batch may be. Everything beyond is refused at the door. */

/** Limits on what one request to `/v1/ingest` may carry; lengths of text in UTF-16 units. */
export const limits = {
  bodyBytes: 1 << 20,
  /** Of all alerts together, each said in full. */
  expandedBytes: 16 << 20,
  /** Maps and arrays inside each other, the batch itself included. */
  depth: 8,
  alerts: 10_000,
  nodeId: 128,
  rule: 512,
  output: 16_384,
  hostname: 256,
  containerId: 128,
  bundle: 128,
  source: 64,
  tags: 64,
  tag: 256,
  fields: 256,
  fieldName: 128,
  fieldText: 16_384,
  /** Texts of a field that is a list. */
  fieldMembers: 1000,
  lineage: 16,
  processName: 256,
  path: 4096,
  missing: 32,
  /** Names of alerts that may be patched. */
  patch: 128,
  ledger: 1024,
} as const
