/** What a bundle says of itself: its rules, the values that its output needs and what it was made for. */
import type { FieldValue } from './alert.ts'
import type { EventFilter } from './kernel-filter.ts'
import type { Priority } from './priority.ts'

/** A place in a rules file; lines and columns count from 1. */
export interface ManifestPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A piece of an output line: fixed text, or the value of that index under the key it has in output_fields. */
export type ManifestPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value'
      readonly text: string
      readonly value: number
      /** The text is cut or padded with blanks to so many bytes. */
      readonly width?: number
    }

/** An output field that the configuration adds to those of the output line. */
export type ManifestField =
  | { readonly kind: 'constant'; readonly key: string; readonly text: string }
  /** `typed`: the one value of the parts with its own type, rather than all of them as text. */
  | {
      readonly kind: 'template'
      readonly key: string
      readonly parts: readonly ManifestPart[]
      readonly typed: boolean
    }

/** One rule of the bundle; its index in the manifest is its index in the module. */
export interface ManifestRule {
  readonly name: string
  readonly source: string
  readonly priority: Priority
  readonly tags: readonly string[]
  readonly description: string
  readonly enabled: boolean
  /** Falco's event type names; empty if the rule names none. */
  readonly eventTypes: readonly string[]
  /** Of those, the ones that no record exists for yet: the rule cannot match on them. */
  readonly notCaptured: readonly string[]
  readonly output: readonly ManifestPart[]
  readonly extraFields: readonly ManifestField[]
  /** What the condition reads, as texts of the reader's values. */
  readonly reads: readonly string[]
  readonly place: ManifestPlace
}

/** How a number prints. */
export type NumberFormat = 'decimal' | 'octal' | 'hex' | 'padded' | 'id'

/** A value that the module can extract from a record. */
export interface ManifestValue {
  /** As first written: `proc.aname[2]`. */
  readonly text: string
  readonly format: NumberFormat
}

/** What rules need of the kernel; what it does not give them they cannot match. */
export interface KernelNeeds {
  /** Names of the captured event types that some enabled rule asks for. */
  readonly eventTypes: readonly string[]
  /** By event type, what the kernel lets go because no enabled rule can match it. */
  readonly filter: readonly EventFilter[]
  /** Whether an enabled rule reads the environment of processes. */
  readonly wantEnv: boolean
}

/** A field of an event that is JSON, with what stands in its brackets. */
export interface ManifestJsonField {
  readonly source: string
  readonly field: string
  readonly argument: string | number | null
}

/** What rules need of a capture, by codes of records and slots of schema/capture/supplied.ts. */
export interface CaptureNeeds {
  /** The types of records that an enabled rule may match. */
  readonly records: readonly number[]
  /** By the type of record. */
  readonly slots: readonly (readonly [record: number, slot: number])[]
  /** Arguments wanted as text and as their own type: code of the record, position. */
  readonly arguments: readonly (readonly [record: number, position: number])[]
  readonly rawArguments: readonly (readonly [record: number, position: number])[]
  /** Whether fd.connected is read: then reading and writing count. */
  readonly connected: boolean
  /** Whether sizes of memory are read. */
  readonly memory: boolean
}

/** The manifest, kept as JSON in the bundle. */
export interface Manifest {
  readonly version: 1
  /** Hash of the layouts, event types and memory map that the module was compiled for. */
  readonly abi: string
  readonly rules: readonly ManifestRule[]
  readonly values: readonly ManifestValue[]
  /** Names of the fields that rules read and this version cannot supply; they are absent. */
  readonly unsupplied: readonly string[]
  readonly kernel: KernelNeeds
  /** What of events that are JSON the module reads, in the order of the values of their records. */
  readonly jsonFields: readonly ManifestJsonField[]
  /** In bundles that judge captures only. */
  readonly capture?: CaptureNeeds
  readonly moduleBytes: number
  readonly tableBytes: number
}

/** Rules ready to run. */
export interface Bundle {
  readonly manifest: Manifest
  readonly module: Uint8Array<ArrayBuffer>
  readonly tables: Uint8Array<ArrayBuffer>
  /** Records with the verdicts that the reference evaluator gave on them, see vectors.ts; empty if there are none. */
  readonly vectors: Uint8Array<ArrayBuffer>
  /** A bundle whose values are what the conditions read, for explanations; empty if there is none. */
  readonly reader: Uint8Array<ArrayBuffer>
  /** `sha256:<hex>` of the encoded bundle. */
  readonly digest: string
}

/** A value of an output field with the text that Falco prints for it. */
export interface OutputValue {
  readonly text: string
  readonly json: FieldValue | readonly FieldValue[]
}
