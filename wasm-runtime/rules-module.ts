/** One bundle made ready to judge: validated, instantiated on the shared memory, its tables in place. */
import { abi } from '#schema/abi'
import type { Bundle } from '#schema/manifest'
import { memoryMap, type Region } from '#schema/memory'
import { validateRulesModule } from './validate.ts'

/** What the module exports; validate.ts has seen that it does. */
interface RulesExports {
  evaluate(from: number, to: number): number
  extract(value: number, record: number): void
  written(): number
}

/** A module whose values are what conditions read. */
export interface Reader {
  readonly bundle: Bundle
  readonly compiled: WebAssembly.Module
}

/** A reader that was instantiated; its values by their texts. */
interface ReaderModule {
  readonly tables: Uint8Array
  readonly indexes: ReadonlyMap<string, number>
  extract(value: number, record: number): void
}

/** A bundle's module with the bundle it came from. */
export interface RulesModule {
  readonly bundle: Bundle
  readonly exports: RulesExports
  readonly tables: Region
  readonly reader: ReaderModule | null
  /** Indexes of the rules by their names. */
  readonly indexes: ReadonlyMap<string, number>
  /** Rules that trapped; they stay off for as long as the module is used. */
  readonly trapped: Set<number>
}

/** A bundle that cannot be used, and why. */
export class BundleRefused extends Error {
  readonly reasons: readonly string[]
  constructor(reasons: readonly string[], cause?: unknown) {
    super(`the bundle cannot be used: ${reasons.join('; ')}`, { cause })
    this.reasons = reasons
  }
}

/** What speaks against a bundle; empty if it may be used. */
export function faultsOf({ manifest, module }: Bundle): readonly string[] {
  const faults = validateRulesModule(module).map((fault) => `its module ${fault}`)
  return manifest.abi === abi ? faults : [...faults, `it was compiled for layouts ${manifest.abi}, not ${abi}`]
}

/** Instantiates a compiled module over the region for its tables; throws BundleRefused. */
export function instantiateRules(
  bundle: Bundle,
  compiled: WebAssembly.Module,
  memory: WebAssembly.Memory,
  tables: Region,
  reader?: Reader,
): RulesModule {
  const exports = instantiated(bundle, compiled, memory, tables)
  const indexes = new Map(bundle.manifest.rules.map(({ name }, index) => [name, index]))
  return { bundle, tables, indexes, trapped: new Set(), exports, reader: readerModule(memory, reader) }
}

function readerModule(memory: WebAssembly.Memory, reader: Reader | undefined): ReaderModule | null {
  if (reader === undefined) return null
  const { bundle, compiled } = reader
  const { extract } = instantiated(bundle, compiled, memory, memoryMap.readerTables)
  const indexes = new Map(bundle.manifest.values.map(({ text }, index) => [text, index]))
  return { tables: bundle.tables, indexes, extract }
}

function instantiated(
  bundle: Bundle,
  compiled: WebAssembly.Module,
  memory: WebAssembly.Memory,
  tables: Region,
): RulesExports {
  if (bundle.tables.length > tables.capacity) throw new BundleRefused(['its tables are too large'])
  const end = tables.offset + bundle.tables.length
  new Uint8Array(memory.buffer).set(bundle.tables, tables.offset)
  // Vectors of bytes are read whole, a little past the last entry.
  new Uint8Array(memory.buffer).fill(0, end, Math.min(end + 64, tables.offset + tables.capacity))
  const env = { memory, tables: new WebAssembly.Global({ value: 'i32' }, tables.offset) }
  try {
    const { exports } = new WebAssembly.Instance(compiled, { env })
    return exports as unknown as RulesExports
  } catch (cause) {
    throw new BundleRefused(['its module does not link'], cause)
  }
}
