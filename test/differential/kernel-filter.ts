/**
 * The kernel's own code for its filter against what the filter means (admits.ts of the rules compiler) and against the
 * rules themselves: random rules, random events, and no clause may be missing that the meaning leaves.
 */
import { loadRules, type RuleSet } from '#rules-compiler'
import type { KernelFilter } from '#schema/kernel-filter'
import { descriptorFlags } from '#schema/record'
import { type CheckedEvent, FilterCheck } from '../../native/testing/filter-check.ts'
import { admits, type KernelEvent, processWordsOf } from '../../rules-compiler/kernel-filter/admits.ts'
import { deriveFilter } from '../../rules-compiler/kernel-filter/derive-kernel-filter.ts'
import { Random } from '../../rules-compiler/kernel-filter/testing/random.ts'
import { randomCondition } from '../../rules-compiler/kernel-filter/testing/random-condition.ts'
import { randomEvent } from '../../rules-compiler/kernel-filter/testing/random-event.ts'
import {
  directories,
  lastParts,
  names,
  oddNames,
  partsOfNames,
} from '../../rules-compiler/kernel-filter/testing/words.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (value: Uint8Array): string => new TextDecoder().decode(value)

/** What came of a run. */
export interface FilterComparison {
  events: number
  /** Events without a clause. */
  dropped: number
  /** Events of which the kernel's code leaves no clause more than it must. */
  exact: number
  /** Clauses that are left by the meaning and not by the kernel's code: each would be an alert that is lost. */
  readonly lost: string[]
  /** Events with a plain name of which it leaves more. */
  readonly loose: string[]
}

/** A path without empty parts, `.` and `..`, as the state module makes one of what was asked. */
function absolute(base: string, raw: string): string {
  const parts: string[] = []
  for (const part of (raw.startsWith('/') ? raw : `${base}/${raw}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

const longParts = ['a'.repeat(20), 'b'.repeat(60), 'c'.repeat(250), '.'.repeat(3), 'shadow', '.ssh', 'x..y', 'etc']

/** A name with its parts drawn at random, now and then longer than the kernel looks at. */
const longName = (random: Random): string =>
  Array.from({ length: 1 + random.below(6) }, () => `/${random.of(longParts)}`).join('')

interface Asked {
  readonly base: string | undefined
  readonly raw: string
}

function anyAsked(random: Random): Asked {
  if (random.chance(50)) return { base: undefined, raw: random.of(names) }
  if (random.chance(20)) return { base: undefined, raw: random.of(oddNames.filter((name) => name.startsWith('/'))) }
  if (random.chance(20)) return { base: undefined, raw: longName(random) }
  const base = random.of([...directories, '/a..b', longName(random)]).replace(/\/$/, '')
  const raw = random.of([
    'shadow',
    'ssh/sshd_config',
    '.ssh/id_rsa',
    '../x',
    './x',
    'x',
    'a..b',
    'lib/libc.so',
    'etc/x/',
  ])
  return { base, raw }
}

/** An event whose names belong together, and what the kernel reads of it. */
function namedEvent(random: Random, kernel: KernelEvent): { kernel: KernelEvent; named: Asked | undefined } {
  if (kernel.asked === undefined || kernel.kind === 0x75) return { kernel, named: undefined }
  const named = anyAsked(random)
  const asked = absolute(named.base ?? '', named.raw)
  const { resolved, ...rest } = kernel
  const found = random.chance(60) ? asked : random.chance(30) ? longName(random) : random.of(names)
  return {
    kernel: {
      ...rest,
      raw: bytes(named.raw),
      asked: bytes(asked),
      ...(resolved === undefined ? {} : { resolved: bytes(found) }),
    },
    named,
  }
}

function checkedEvent(filter: KernelFilter, kernel: KernelEvent, named: Asked | undefined): CheckedEvent {
  const { process, fd, kind, fdFlags, local, remote } = kernel
  const own = filter.types.find(({ type }) => type === kernel.type)
  const isServer = (fdFlags & descriptorFlags.SERVER) !== 0
  const hasEnds = fd >= 0 && (kind === 0x34 || kind === 0x36)
  const [client, server] = isServer ? [remote, local] : [local, remote]
  const port = (end: typeof local): number | undefined => (hasEnds ? end?.port : undefined)
  const word = own?.processWord ?? null
  return {
    facts: {
      result: kernel.result,
      fd,
      kind,
      l4_protocol: kernel.l4Protocol,
      uid: kernel.uid,
      gid: kernel.gid,
      open_flags: kernel.openFlags,
      mode: kernel.mode,
      local_port: port(local),
      remote_port: port(remote),
      client_port: port(client),
      server_port: port(server),
      ...(process === undefined ? {} : { login_uid: process.loginUid, container: Number(process.isContained) }),
    },
    word: process === undefined ? undefined : word === null ? 2n ** 64n - 1n : (process.words[word] ?? 2n ** 64n - 1n),
    ends: {
      local_address: local?.address,
      remote_address: remote?.address,
      client_address: client?.address,
      server_address: server?.address,
    },
    base: named?.base === undefined ? undefined : bytes(named.base),
    raw: named === undefined ? undefined : bytes(named.raw),
    found: kernel.resolved,
    isCut: kernel.isCut === true,
  }
}

/** Whether both names are such that nothing is lost by the kernel's shortcuts. */
const isPlain = (kernel: KernelEvent, named: Asked | undefined): boolean =>
  kernel.isCut !== true &&
  named !== undefined &&
  named.base === undefined &&
  [kernel.asked, kernel.resolved, kernel.raw].every((name) => {
    if (name === undefined) return true
    const plain = text(name)
    return name.length < 190 && plain !== '/' && absolute('', plain) === plain
  })

const nameChecks: readonly (readonly [field: string, operator: string, values: readonly string[]])[] = [
  ['fd.name', '=', names],
  ['fd.name', 'startswith', partsOfNames],
  ['fd.name', 'endswith', partsOfNames],
  ['fd.name', 'contains', ['/.ssh/', '/b/', '/lib/', '/etc/', '/x..y/']],
  ['fd.directory', '=', directories],
  ['fd.directory', 'startswith', partsOfNames],
  ['fd.filename', '=', lastParts],
  ['fd.filename', 'startswith', ['sh', '.', 'x', 'a']],
  ['fs.path.name', 'pmatch', ['(/etc, /usr/lib)', '(/root/.ssh)']],
  ['fd.nameraw', 'contains', ['..', 'a..b', '.']],
]

/** A condition on nothing but names, which random conditions seldom ask alone. */
function nameCondition(random: Random, size: number): string {
  const term = (): string => {
    const [field, operator, values] = random.of(nameChecks)
    const value = random.of(values)
    const check = `${field} ${operator} ${value.startsWith('(') ? value : JSON.stringify(value)}`
    return random.chance(30) ? `not ${check}` : check
  }
  const group = (): string =>
    `(${Array.from({ length: 1 + random.below(3) }, term).join(random.chance(50) ? ' and ' : ' or ')})`
  return Array.from({ length: size }, group).join(random.chance(60) ? ' and ' : ' or ')
}

function rulesOf(random: Random, rules: number, size: number): RuleSet {
  const items = Array.from({ length: rules }, (_, i) => {
    const condition = random.chance(60)
      ? nameCondition(random, 1 + random.below(3))
      : randomCondition(random, 1 + random.below(size))
    return `- {rule: r${i}, desc: d, priority: INFO, output: x, condition: ${JSON.stringify(condition)}}`
  })
  return loadRules([{ path: 'random.yaml', text: items.join('\n') }])
}

let check: FilterCheck | undefined

/** Compares for one set of random rules, an event of each type at a time. */
export function compareFilter(seed: number, eventCount: number, into: FilterComparison): void {
  check ??= new FilterCheck()
  const random = new Random(seed)
  const { filter } = deriveFilter(rulesOf(random, 1 + random.below(4), 2 + random.below(10)), {
    maxClauses: random.of([64, 64, 3]),
  })
  const types = new Map<string, KernelEvent[]>()
  for (let i = 0; i < eventCount; i++) {
    const { kernel, isAnswered } = randomEvent(random)
    const process = {
      loginUid: random.of([-1, 0, 1000]),
      isContained: random.chance(40),
      words: processWordsOf(filter, () => random.chance(60)),
    }
    types.set(kernel.type, [...(types.get(kernel.type) ?? []), isAnswered ? { ...kernel, process } : kernel])
  }
  for (const [type, events] of types) {
    const own = filter.types.find((one) => one.type === type)
    if (own === undefined) continue
    check.use(own)
    for (const event of events) {
      const { kernel, named } = namedEvent(random, event)
      compareEvent(check, filter, kernel, named, seed, into)
    }
  }
}

function compareEvent(
  check: FilterCheck,
  filter: KernelFilter,
  kernel: KernelEvent,
  named: Asked | undefined,
  seed: number,
  into: FilterComparison,
): void {
  const meant = admits(filter, kernel)
  const left = check.clausesOf(checkedEvent(filter, kernel, named))
  into.events++
  if (left === 0n) into.dropped++
  if (left === meant) into.exact++
  const shown = (): string =>
    `seed ${seed}: ${kernel.type} ${JSON.stringify(named)} found ${kernel.resolved && text(kernel.resolved)}: ${left.toString(16)} for ${meant.toString(16)}`
  if ((meant & ~left) !== 0n) into.lost.push(shown())
  else if (left !== meant && isPlain(kernel, named)) into.loose.push(shown())
}

/** A comparison of nothing yet. */
export const emptyComparison = (): FilterComparison => ({ events: 0, dropped: 0, exact: 0, lost: [], loose: [] })
