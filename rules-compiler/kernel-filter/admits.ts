/** What a kernel filter means, plainly: the clauses that an event may satisfy, from nothing but the lookups. */
import type { AddressFact, EventFilter, KernelFilter, NameFact, NameLookup, NumberFact } from '#schema/kernel-filter'
import { descriptorFlags } from '#schema/record'
import { bitsOfMask } from './mask.ts'
import { backwards, characters } from './sets-of-constants.ts'

/** One end of a connection. */
export interface KernelEnd {
  /** 16 bytes in network order, IPv4 mapped into IPv6. */
  readonly address: Uint8Array
  readonly port: number
}

/** What user space has told the kernel about a process. */
export interface KernelProcess {
  /** Signed; -1 if not set. */
  readonly loginUid: number
  readonly isContained: boolean
  /** A mask for each of the filter's process words. */
  readonly words: readonly bigint[]
}

/** What the kernel knows of an event when it decides. */
export interface KernelEvent {
  readonly type: string
  /** Undefined for exits. */
  readonly result: bigint | undefined
  readonly uid: number
  readonly gid: number
  /** Undefined until user space has answered for the process. */
  readonly process?: KernelProcess
  /** -1 if there is none. */
  readonly fd: number
  /** descriptor.kind. */
  readonly kind: number
  readonly fdFlags: number
  readonly l4Protocol: number
  readonly openFlags: number
  readonly mode: number
  /** Both ends, looked at only if the descriptor is an internet socket. */
  readonly local?: KernelEnd
  readonly remote?: KernelEnd
  /** The name exactly as asked. */
  readonly raw?: Uint8Array
  /** The name as asked, made absolute lexically. */
  readonly asked?: Uint8Array
  /** The name of the file that was really opened; undefined if none was. */
  readonly resolved?: Uint8Array
  /** Some name was longer than the kernel reads. */
  readonly isCut?: boolean
}

const hasEnds = ({ fd, kind }: KernelEvent): boolean => fd >= 0 && (kind === 0x34 || kind === 0x36)
const isServer = ({ fdFlags }: KernelEvent): boolean => (fdFlags & descriptorFlags.SERVER) !== 0

type EndName = 'local' | 'remote' | 'client' | 'server'

function endOf(event: KernelEvent, name: EndName): KernelEnd | undefined {
  if (!hasEnds(event)) return undefined
  const isLocal = name === 'local' || name === (isServer(event) ? 'server' : 'client')
  return isLocal ? event.local : event.remote
}

function numberOf(event: KernelEvent, fact: NumberFact): bigint | number | undefined {
  switch (fact) {
    case 'result':
      return event.result
    case 'fd':
      return event.fd
    case 'kind':
      return event.kind
    case 'l4_protocol':
      return event.l4Protocol
    case 'uid':
      return event.uid
    case 'gid':
      return event.gid
    case 'login_uid':
      return event.process?.loginUid
    case 'container':
      return event.process === undefined ? undefined : Number(event.process.isContained)
    case 'dots':
      return event.raw === undefined ? undefined : Number(characters(event.raw).includes('..'))
    case 'local_port':
      return endOf(event, 'local')?.port
    case 'remote_port':
      return endOf(event, 'remote')?.port
    case 'client_port':
      return endOf(event, 'client')?.port
    case 'server_port':
      return endOf(event, 'server')?.port
  }
}

const addressEnds: Readonly<Record<AddressFact, EndName>> = {
  local_address: 'local',
  remote_address: 'remote',
  client_address: 'client',
  server_address: 'server',
}

const ofProcess: ReadonlySet<NumberFact> = new Set(['uid', 'gid'])
const fromProcess: ReadonlySet<NumberFact> = new Set(['login_uid', 'container'])

function numbersMask(filter: EventFilter, event: KernelEvent): bigint {
  let mask = bitsOfMask(filter.all)
  for (const { fact, absent, starts, masks } of filter.numbers) {
    const isUnanswered = event.process === undefined
    if ((isUnanswered && fromProcess.has(fact)) || (event.isCut === true && fact === 'dots')) continue
    const value = numberOf(event, fact)
    const crossed = value === undefined ? 0 : starts.filter((start) => start <= value).length
    const here = value === undefined ? bitsOfMask(absent) : bitsOfMask(masks[crossed] ?? filter.all)
    mask &= isUnanswered && ofProcess.has(fact) ? here | bitsOfMask(absent) : here
  }
  return mask
}

const isInNet = (address: bigint, net: bigint, prefix: number): boolean =>
  address >> BigInt(128 - prefix) === net >> BigInt(128 - prefix)

function addressesMask(filter: EventFilter, event: KernelEvent): bigint {
  let mask = bitsOfMask(filter.all)
  for (const { fact, absent, nets } of filter.addresses) {
    const end = endOf(event, addressEnds[fact])
    const address = end === undefined ? 0n : bigintOf(end.address)
    const holding = nets.filter(({ address: net, prefix }) => isInNet(address, BigInt(`0x${net}`), prefix))
    const longest = holding.reduce((a, b) => (b.prefix > a.prefix ? b : a))
    mask &= bitsOfMask(end === undefined ? absent : longest.mask)
  }
  return mask
}

const bigintOf = (bytes: Uint8Array): bigint => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n)

/** Whether a name is one that the lookups can be asked for. */
const isNormal = (name: string): boolean => name === '/' || /^(?:\/(?!\.{0,2}(?:\/|$))[^/]*)+$/s.test(name)

function factOf(event: KernelEvent, fact: Exclude<NameFact, 'part'>, name: string): string | undefined {
  switch (fact) {
    case 'name':
      return name
    case 'name_backwards':
      return backwards(name)
    case 'directory': {
      if (event.fd >= 0 && event.kind === 0x64) return name
      return event.fd >= 0 && event.kind !== 0x66 ? undefined : name.slice(0, name.lastIndexOf('/')) || '/'
    }
    case 'file_name': {
      if (event.fd < 0 || event.kind !== 0x66) return undefined
      return name === '/' ? '/' : name.slice(name.lastIndexOf('/') + 1)
    }
  }
}

function nameMask({ absent, exact, prefixes }: NameLookup, text: string | undefined): bigint {
  if (text === undefined) return bitsOfMask(absent)
  const same = exact.find((entry) => entry.text === text)
  if (same !== undefined) return bitsOfMask(same.mask)
  const beginning = prefixes.filter((entry) => text.startsWith(entry.text))
  return bitsOfMask(beginning.reduce((a, b) => (b.text.length > a.text.length ? b : a)).mask)
}

/** The clauses that one name leaves, as a whole. */
function maskOfName(filter: EventFilter, event: KernelEvent, bytes: Uint8Array | undefined): bigint {
  const all = bitsOfMask(filter.all)
  const name = bytes === undefined ? undefined : characters(bytes)
  if (name !== undefined && !isNormal(name)) return all
  return filter.names
    .map((lookup) => {
      if (name === undefined) return bitsOfMask(lookup.absent)
      if (lookup.fact !== 'part') return nameMask(lookup, factOf(event, lookup.fact, name))
      return name
        .split('/')
        .map((part) => nameMask(lookup, part))
        .reduce((a, b) => a | b, 0n)
    })
    .reduce((a, b) => a & b, all)
}

function namesMask(filter: EventFilter, event: KernelEvent): bigint {
  if (event.isCut === true) return bitsOfMask(filter.all)
  const asked = maskOfName(filter, event, event.asked)
  return event.resolved === undefined ? asked : asked | maskOfName(filter, event, event.resolved)
}

function bitsMask(filter: EventFilter, event: KernelEvent): bigint {
  let mask = bitsOfMask(filter.all)
  for (const { fact, test, bits, otherwise } of filter.bits) {
    const set = (fact === 'mode' ? event.mode : event.openFlags) & bits
    const passes = test === 'any' ? set !== 0 : test === 'all' ? set === bits : set === 0
    if (!passes) mask &= bitsOfMask(otherwise)
  }
  return mask
}

function processMask({ processWord, all }: EventFilter, { process }: KernelEvent): bigint {
  const word = processWord === null ? undefined : process?.words[processWord]
  return word ?? bitsOfMask(all)
}

/** The clauses that may hold; at zero no enabled rule matches the event. Types that the filter does not name pass. */
export function admits(filter: KernelFilter, event: KernelEvent): bigint {
  const own = filter.types.find(({ type }) => type === event.type)
  if (own === undefined) return 2n ** 64n - 1n
  return (
    bitsMask(own, event) &
    numbersMask(own, event) &
    processMask(own, event) &
    addressesMask(own, event) &
    namesMask(own, event)
  )
}

/** The words of a process, from what each verdict says of it. */
export const processWordsOf = (
  { processWords }: KernelFilter,
  holds: (verdict: number) => boolean,
): readonly bigint[] =>
  processWords.map((verdicts) =>
    verdicts.reduce<bigint>(
      (mask, verdict, clause) => (verdict === null || holds(verdict) ? mask | (1n << BigInt(clause)) : mask),
      0n,
    ),
  )
