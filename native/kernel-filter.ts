/**
 * The filter of an event type as the programs in the kernel read it (eyas_filter in bpf/shared.h). What they have no room
 * for, or do not know, is left out: it rules nothing out then, and the filter stays sound.
 */

/** What is used of one of `KernelFilter.types` in schema/kernel-filter.ts; a mask is 16 hexadecimal digits. */
export interface TypeFilter {
  readonly code: number
  readonly all: string
  /** Events of the type that succeed are told in any case. */
  readonly changesState: boolean
  readonly bits: readonly {
    readonly fact: string
    readonly test: 'any' | 'all' | 'none'
    readonly bits: number
    readonly otherwise: string
  }[]
  readonly numbers: readonly {
    readonly fact: string
    readonly absent: string
    readonly starts: readonly number[]
    readonly masks: readonly string[]
  }[]
}

/** As enum eyas_fact. */
const facts = [
  'result',
  'fd',
  'kind',
  'l4_protocol',
  'uid',
  'gid',
  'local_port',
  'remote_port',
  'client_port',
  'server_port',
  'open_flags',
  'mode',
]
/** As enum eyas_bits_test_kind. */
const tests = ['any', 'all', 'none']

const maxLookups = 8
const maxStarts = 15
const bitsBytes = 24
const numberBytes = 16 + maxStarts * 8 + (maxStarts + 1) * 8
const headBytes = 24

/** Event types that can have a filter, as EYAS_FILTER_TYPES. */
export const filterTypes = 128
/** Bytes of one. */
export const filterBytes = headBytes + maxLookups * (bitsBytes + numberBytes)

const mask = (digits: string): bigint => BigInt(`0x${digits}`)

function writeBits(view: DataView, at: number, test: TypeFilter['bits'][number]): void {
  view.setUint32(at, facts.indexOf(test.fact), true)
  view.setUint32(at + 4, tests.indexOf(test.test), true)
  view.setUint32(at + 8, test.bits, true)
  view.setBigUint64(at + 16, mask(test.otherwise), true)
}

function writeNumbers(view: DataView, at: number, lookup: TypeFilter['numbers'][number]): void {
  const { fact, absent, starts, masks } = lookup
  view.setUint32(at, facts.indexOf(fact), true)
  view.setUint32(at + 4, starts.length, true)
  view.setBigUint64(at + 8, mask(absent), true)
  for (const [i, start] of starts.entries()) view.setBigInt64(at + 16 + i * 8, BigInt(start), true)
  for (const [i, one] of masks.entries()) view.setBigUint64(at + 16 + (maxStarts + i) * 8, mask(one), true)
}

/** The bytes of a filter. */
export function filterAsBytes({ all, changesState, bits, numbers }: TypeFilter): Uint8Array {
  const bytes = new Uint8Array(filterBytes)
  const view = new DataView(bytes.buffer)
  const bitTests = bits.filter(({ fact }) => facts.includes(fact)).slice(0, maxLookups)
  const lookups = numbers
    .filter(({ fact, starts }) => facts.includes(fact) && starts.length <= maxStarts)
    .slice(0, maxLookups)
  view.setBigUint64(0, mask(all), true)
  view.setUint32(8, 1, true)
  view.setUint32(12, changesState ? 1 : 0, true)
  view.setUint32(16, bitTests.length, true)
  view.setUint32(20, lookups.length, true)
  for (const [i, test] of bitTests.entries()) writeBits(view, headBytes + i * bitsBytes, test)
  for (const [i, lookup] of lookups.entries()) {
    writeNumbers(view, headBytes + maxLookups * bitsBytes + i * numberBytes, lookup)
  }
  return bytes
}
