/** Which fields tell repeats of each rule apart in this tenant. */
import { type ConfigPut, ConfigStore, type ConfigText } from '../config/config-store.ts'
import { Findings, type LineFault } from '../config/finding.ts'
import { slotFields } from '../ingest/batch-reader.ts'
import { defaultFields, type FieldsOf } from './fingerprint.ts'
import { readDedupe } from './read-dedupe.ts'

/** What became of a choice that was put. */
export type DedupeAnswer =
  | { readonly kind: 'in_force'; readonly version: number; readonly rules: number }
  | { readonly kind: 'refused'; readonly faults: readonly LineFault[] }

/** Keeps what was chosen. Callers hold the transaction. */
export class DedupeDesk {
  readonly #config: ConfigStore
  #version: number
  #chosen: ReadonlyMap<string, readonly string[]> = new Map()

  constructor(sql: SqlStorage) {
    this.#config = new ConfigStore(sql, 'dedupe')
    const { text, version = 0 } = this.#config.inForce() ?? {}
    this.#version = version
    if (text === undefined) return
    const findings = new Findings()
    const chosen = readDedupe(text, findings)
    // Only a worker that is stricter than the one that took it comes here. Incidents must go on without it.
    if (chosen === undefined) console.error('dedupe: what was chosen does not read any more', findings.faults)
    else this.#chosen = chosen
  }

  get inForce(): ConfigText | undefined {
    return this.#config.inForce()
  }

  get history(): readonly ConfigPut[] {
    return this.#config.history()
  }

  /** The fields of a rule. */
  readonly fieldsOf: FieldsOf = (rule) => this.#chosen.get(rule) ?? defaultFields

  /** The rules whose repeats are told apart by what folding does not look at, and the version that says so. */
  get singles(): { readonly version: number; readonly rules: readonly string[] } {
    const rules = [...this.#chosen].filter(([, fields]) => fields.some((field) => !slotFields.includes(field)))
    return { version: this.#version, rules: rules.map(([rule]) => rule) }
  }

  /** Puts a choice in force for alerts to come, or says what is wrong with it. */
  put(text: string, nowMs: number): DedupeAnswer {
    const findings = new Findings()
    const chosen = readDedupe(text, findings)
    if (chosen === undefined) return { kind: 'refused', faults: findings.faults }
    const { version } = this.#config.put(text, nowMs)
    this.#version = version
    this.#chosen = chosen
    return { kind: 'in_force', version, rules: chosen.size }
  }
}
