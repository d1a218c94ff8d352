/**
 * Entries and summaries as the text that tables hold: JSON, which the runtime reads and writes without running any of
 * our code. JSON has no 64-bit integers: times are decimal text, and a field that is one is an object with only `int`.
 */
import type { FieldValue, ProcessKey } from '#schema/alert'
import type { Entry } from './entry.ts'
import type { Moment } from './occurrence.ts'
import type { RuleCount, Summary } from './summary.ts'

/** What a type becomes once its 64-bit integers are text. */
type Plain<T> = T extends bigint
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T

type PlainField = Exclude<FieldValue, bigint> | { readonly int: string }

interface PlainEntry {
  readonly fingerprint: string
  readonly count: number
  /** Without the lineage where it is that of the sample. */
  readonly first: Plain<Moment> & { readonly lineage: readonly Plain<ProcessKey>[] | null }
  readonly sample: Omit<Plain<Entry['sample']>, 'alert'> & {
    readonly alert: Omit<Plain<Entry['sample']['alert']>, 'fields'> & {
      readonly fields: Readonly<Record<string, PlainField>>
    }
  }
}

/** An entry as text. */
export const entryText = ({ fingerprint, count, first, sample }: Entry): string => {
  const { alert } = sample
  const plain: PlainEntry = {
    fingerprint,
    count,
    first: {
      id: first.id,
      timeNs: String(first.timeNs),
      lineage: first.lineage === alert.lineage ? null : first.lineage.map(plainProcess),
    },
    sample: {
      ...sample,
      alert: {
        ...alert,
        timeNs: String(alert.timeNs),
        lineage: alert.lineage.map(plainProcess),
        fields: plainFields(alert.fields),
      },
    },
  }
  return JSON.stringify(plain)
}

/** What `entryText` wrote. */
export const entryOfText = (text: string): Entry => {
  const { fingerprint, count, first, sample } = JSON.parse(text) as PlainEntry
  const { alert } = sample
  const lineage = alert.lineage.map(processOf)
  return {
    fingerprint,
    count,
    first: {
      id: first.id,
      timeNs: BigInt(first.timeNs),
      lineage: first.lineage === null ? lineage : first.lineage.map(processOf),
    },
    sample: { ...sample, alert: { ...alert, timeNs: BigInt(alert.timeNs), lineage, fields: fieldsOf(alert.fields) } },
  }
}

/** A summary as text. */
export const summaryText = (summary: Summary): string => {
  const plain: Plain<Summary> = {
    ...summary,
    first: plainMoment(summary.first),
    last: plainMoment(summary.last),
    rules: mapped(summary.rules, (rule) => ({ ...rule, first: plainMoment(rule.first) })),
    tactics: mapped(summary.tactics, plainMoment),
    shared: summary.shared.map(plainProcess),
  }
  return JSON.stringify(plain)
}

/** What `summaryText` wrote. */
export const summaryOfText = (text: string): Summary => {
  const plain = JSON.parse(text) as Plain<Summary>
  return {
    ...plain,
    first: momentOf(plain.first),
    last: momentOf(plain.last),
    rules: mapped(plain.rules, (rule): RuleCount => ({ ...rule, first: momentOf(rule.first) })),
    tactics: mapped(plain.tactics, momentOf),
    shared: plain.shared.map(processOf),
  }
}

const plainProcess = (process: ProcessKey): Plain<ProcessKey> => ({ ...process, startNs: String(process.startNs) })
const processOf = (process: Plain<ProcessKey>): ProcessKey => ({ ...process, startNs: BigInt(process.startNs) })
const plainMoment = ({ id, timeNs }: Moment): Plain<Moment> => ({ id, timeNs: String(timeNs) })
const momentOf = ({ id, timeNs }: Plain<Moment>): Moment => ({ id, timeNs: BigInt(timeNs) })

const mapped = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

const plainFields = (fields: Readonly<Record<string, FieldValue>>): Readonly<Record<string, PlainField>> =>
  mapped(fields, (value) => (typeof value === 'bigint' ? { int: String(value) } : value))

const fieldsOf = (fields: Readonly<Record<string, PlainField>>): Readonly<Record<string, FieldValue>> =>
  mapped(fields, (value) => (isInt(value) ? BigInt(value.int) : value))

const isInt = (value: PlainField): value is { readonly int: string } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
