/**
 * The filter of an event type as the programs in the kernel read it (eyas_filter in bpf/shared.h). What they have no room
 * for, or do not know, is left out: it rules nothing out then, and the filter stays sound.
 */
import { type NameLookup, NameTries } from './name-tries.ts'

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
  readonly numbers: readonly NumberLookup[]
  readonly addresses?: readonly AddressLookup[]
  readonly names?: readonly NameLookup[]
  /** Which word of a process's answer is the type's; null or not there for none. */
  readonly processWord?: number | null
}

interface NumberLookup {
  readonly fact: string
  readonly absent: string
  readonly starts: readonly number[]
  readonly masks: readonly string[]
}

interface AddressLookup {
  readonly fact: string
  readonly absent: string
  readonly nets: readonly { readonly address: string; readonly prefix: number; readonly mask: string }[]
}

/** A rule set as bytes: one filter for each type code, and the nodes of their tries. */
export interface FilterBytes {
  readonly byCode: ReadonlyMap<number, Uint8Array>
  readonly nodes: Uint8Array
}

/** The facts of numbers, as enum eyas_fact. */
export const facts = [
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
  'login_uid',
  'container',
]
/** As enum eyas_bits_test_kind. */
const tests = ['any', 'all', 'none']
/** The facts of addresses, as enum eyas_end. */
export const ends = ['local_address', 'remote_address', 'client_address', 'server_address']

const maxBits = 8
const maxNumbers = 12
const maxStarts = 31
const maxNets = 16
const maxWords = 16
const noWord = 0xffffffff
const beyondNumbers = 2n ** 63n - 1n
const everything = 2n ** 64n - 1n

const bitsBytes = 24
const numberBytes = 16 + maxStarts * 8 + (maxStarts + 1) * 8
const netBytes = 40
const netsBytes = 16 + maxNets * netBytes
const namesAt = 32
const bitsAt = namesAt + 48
const numbersAt = bitsAt + maxBits * bitsBytes
const netsAt = numbersAt + maxNumbers * numberBytes

/** Event types that can have a filter, as EYAS_FILTER_TYPES. */
export const filterTypes = 128
/** Bytes of one. */
export const filterBytes = netsAt + ends.length * netsBytes

const mask = (digits: string): bigint => BigInt(`0x${digits}`)

function writeBits(view: DataView, at: number, test: TypeFilter['bits'][number]): void {
  view.setUint32(at, facts.indexOf(test.fact), true)
  view.setUint32(at + 4, tests.indexOf(test.test), true)
  view.setUint32(at + 8, test.bits, true)
  view.setBigUint64(at + 16, mask(test.otherwise), true)
}

function writeNumbers(view: DataView, at: number, { fact, absent, starts, masks }: NumberLookup): void {
  view.setUint32(at, facts.indexOf(fact), true)
  view.setBigUint64(at + 8, mask(absent), true)
  for (let i = 0; i < maxStarts; i++) {
    const start = starts[i]
    view.setBigInt64(at + 16 + i * 8, start === undefined ? beyondNumbers : BigInt(start), true)
  }
  for (const [i, one] of masks.entries()) view.setBigUint64(at + 16 + (maxStarts + i) * 8, mask(one), true)
}

/** 16 bytes of which the first `prefix` bits are set. */
const prefixBytes = (prefix: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, byte) => 0xff & (0xff00 >> Math.min(Math.max(prefix - byte * 8, 0), 8)))

function writeNets(view: DataView, at: number, lookup: AddressLookup | undefined): void {
  view.setBigUint64(at + 8, lookup === undefined ? everything : mask(lookup.absent), true)
  const nets = [...(lookup?.nets ?? [])].sort((a, b) => b.prefix - a.prefix)
  view.setUint32(at, nets.length, true)
  for (const [i, net] of nets.entries()) {
    const start = at + 16 + i * netBytes
    const kept = prefixBytes(net.prefix)
    for (const [byte, bits] of kept.entries()) {
      view.setUint8(start + byte, Number.parseInt(net.address.slice(byte * 2, byte * 2 + 2), 16) & bits)
      view.setUint8(start + 16 + byte, bits)
    }
    view.setBigUint64(start + 32, mask(net.mask), true)
  }
}

/** The pieces of a number lookup at one value. */
const maskAt = ({ starts, masks }: NumberLookup, value: number): bigint =>
  mask(masks[starts.filter((start) => start <= value).length] ?? 'ffffffffffffffff')

interface Names {
  readonly group: number
  readonly tries: readonly [number, number, number]
}

/** Gives types that ask names alike the same tries. */
class NameGroups {
  readonly tries: NameTries
  readonly #known = new Map<string, Names | null>()

  constructor(set: number) {
    this.tries = new NameTries(set)
  }

  /** Null if no name is asked, or there is no room. */
  groupOf({ names = [], numbers }: TypeFilter): Names | null {
    const dots = numbers.filter(({ fact }) => fact === 'dots')
    if (names.length === 0 && dots.length === 0) return null
    const key = JSON.stringify([names, dots])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const made = this.#make(names)
    this.#known.set(key, made)
    return made
  }

  #make(names: readonly NameLookup[]): Names | null {
    const of = (fact: string): NameLookup | undefined => names.find((one) => one.fact === fact)
    const paths = this.tries.add(of('name'), of('directory'))
    const parts = this.tries.add(of('file_name'), of('part'))
    const backwards = this.tries.add(of('name_backwards'), undefined)
    if (paths === null || parts === null || backwards === null) return null
    return { group: this.#known.size + 1, tries: [paths, parts, backwards] }
  }
}

function writeNames(view: DataView, filter: TypeFilter, named: Names | null): void {
  if (named === null) return
  const absent = (fact: string): bigint => {
    const lookup = filter.names?.find((one) => one.fact === fact)
    return lookup === undefined ? everything : mask(lookup.absent)
  }
  const dots = filter.numbers.find(({ fact }) => fact === 'dots')
  view.setUint32(namesAt, named.group, true)
  for (const [i, root] of named.tries.entries()) view.setUint32(namesAt + 4 + i * 4, root, true)
  view.setBigUint64(namesAt + 16, absent('file_name'), true)
  view.setBigUint64(namesAt + 24, absent('directory'), true)
  for (const value of [0, 1])
    view.setBigUint64(namesAt + 32 + value * 8, dots === undefined ? everything : maskAt(dots, value), true)
}

/** Whether the kernel learns something of use from an answer for the process. */
const asksProcess = ({ numbers, processWord = null }: TypeFilter): boolean =>
  processWord !== null || numbers.some(({ fact }) => ['uid', 'gid', 'login_uid', 'container'].includes(fact))

function typeBytes(filter: TypeFilter, named: Names | null): Uint8Array {
  const { all, changesState, bits, numbers, addresses = [], processWord = null } = filter
  const bytes = new Uint8Array(filterBytes)
  const view = new DataView(bytes.buffer)
  const bitTests = bits.filter(({ fact }) => facts.includes(fact)).slice(0, maxBits)
  const lookups = numbers
    .filter(({ fact, starts }) => facts.includes(fact) && starts.length <= maxStarts)
    .slice(0, maxNumbers)
  const netLookups = addresses.filter(({ nets }) => nets.length <= maxNets)
  view.setBigUint64(0, mask(all), true)
  view.setUint32(8, 1, true)
  view.setUint32(12, changesState ? 1 : 0, true)
  view.setUint32(16, bitTests.length, true)
  view.setUint32(20, lookups.length, true)
  view.setUint32(24, processWord === null || processWord >= maxWords ? noWord : processWord, true)
  view.setUint16(28, netLookups.length, true)
  view.setUint16(30, asksProcess(filter) ? 1 : 0, true)
  writeNames(view, filter, named)
  for (const [i, test] of bitTests.entries()) writeBits(view, bitsAt + i * bitsBytes, test)
  for (const [i, lookup] of lookups.entries()) writeNumbers(view, numbersAt + i * numberBytes, lookup)
  for (const [i, end] of ends.entries())
    writeNets(
      view,
      netsAt + i * netsBytes,
      netLookups.find(({ fact }) => fact === end),
    )
  return bytes
}

/** The bytes of the filters of a rule set, for the first or the second place that the kernel has for one: 0 or 1. */
export function filtersAsBytes(filters: readonly TypeFilter[], set: number): FilterBytes {
  const groups = new NameGroups(set)
  const byCode = new Map(filters.map((filter) => [filter.code, typeBytes(filter, groups.groupOf(filter))]))
  return { byCode, nodes: groups.tries.bytes }
}
