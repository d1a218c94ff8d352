/**
 * Draws scenes that a rule is likely to match. Walking its condition, each check that shall hold leaves its mark on the
 * scene; nothing here has to be right, because what a scene really matches is asked of the reference evaluator.
 */
import type { Check, Condition } from '#rules-compiler'
import type { Field } from '#schema/field'
import { openFlags } from '#schema/record'
import { formatAddress } from '#wasm-runtime'
import type { Scene } from './scene.ts'

/** A number from 0 to below `bound`. */
export type Below = (bound: number) => number

const decoder = new TextDecoder()

/** Whether a check asks the event type, and what it says of this one. */
function typeVerdict({ left, operator, right }: Check, type: string): boolean | undefined {
  if (left.kind !== 'field' || left.field.name !== 'evt.type' || right.kind !== 'literals') return undefined
  const isNamed = right.values.some((literal) => literal.kind === 'bytes' && decoder.decode(literal.value) === type)
  if (operator === '=' || operator === 'in') return isNamed
  return operator === '!=' ? !isNamed : undefined
}

/** False only if no event of the type can make the condition what is wanted. */
function canBe(condition: Condition, wanted: boolean, type: string): boolean {
  switch (condition.kind) {
    case 'constant':
      return condition.value === wanted
    case 'not':
      return canBe(condition.term, !wanted, type)
    case 'and':
    case 'or': {
      const each = (term: Condition): boolean => canBe(term, wanted, type)
      return (condition.kind === 'and') === wanted ? condition.terms.every(each) : condition.terms.some(each)
    }
    case 'check':
      return (typeVerdict(condition, type) ?? wanted) === wanted
  }
}

/** Changes the scene so that the condition is likely to be as wanted. */
export function wish(condition: Condition, wanted: boolean, scene: Scene, below: Below): void {
  switch (condition.kind) {
    case 'constant':
      return
    case 'not':
      wish(condition.term, !wanted, scene, below)
      return
    case 'and':
    case 'or': {
      if ((condition.kind === 'and') === wanted) {
        for (const term of condition.terms) wish(term, wanted, scene, below)
        return
      }
      const able = condition.terms.filter((term) => canBe(term, wanted, scene.type))
      const one = able[below(able.length)]
      if (one !== undefined) wish(one, wanted, scene, below)
      return
    }
    case 'check':
      leave(condition, wanted, scene, below)
  }
}

/** What the value of the left side could be for the check to hold. */
function valueFor({ operator, right, quantifier }: Check, below: Below): string | bigint | undefined {
  if (right.kind !== 'literals') return operator === 'exists' ? 'x' : undefined
  const literals = right.values.map((literal) => {
    if (literal.kind === 'net') return formatAddress(literal.address)
    return literal.kind === 'bytes' ? decoder.decode(literal.value) : BigInt(Math.trunc(Number(literal.value)))
  })
  const literal = literals[below(literals.length)]
  if (typeof literal === 'bigint') {
    if (operator === '>') return literal + 1n
    if (operator === '<') return literal - 1n
    return operator === '!=' ? literal + 1n : literal
  }
  if (literal === undefined) return operator === 'exists' ? 'x' : undefined
  switch (operator) {
    case '!=':
      return `${literal}x`
    case 'startswith':
    case 'bstartswith':
      return `${literal}x`
    case 'endswith':
      return `/x${literal}`
    case 'contains':
    case 'icontains':
      return quantifier === 'allof' ? literals.join('x') : literal.trim()
    case 'pmatch':
      return `${literal}/x`
    case 'glob':
    case 'iglob':
      return literal.replaceAll('*', 'x').replaceAll('?', 'y')
    default:
      return literal
  }
}

function leave(check: Check, wanted: boolean, scene: Scene, below: Below): void {
  const { left, operator } = check
  const field = left.kind === 'transformer' ? left.arguments.find(({ kind }) => kind === 'field') : left
  if (field?.kind !== 'field') return
  const isNegated = operator === '!=' ? wanted : !wanted
  const asksEquality = operator === '=' || operator === '!=' || operator === 'in'
  if (isNegated && !asksEquality) return
  // What a scene has unless it is told otherwise is seldom what a rule excludes.
  if (isNegated && isText(field.field) && !excludedByDefault.has(field.field.name)) return
  const value = valueFor({ ...check, operator: operator === '!=' ? '=' : operator }, below)
  if (value === undefined) return
  mark(field.field.name, field.argument, isNegated ? otherThan(value, field.field.type === 'bool') : value, scene)
}

const isText = ({ type }: Field): boolean => type === 'charbuf' || type === 'fspath' || type.startsWith('ip')
const excludedByDefault = new Set(['container.id', 'user.name'])

const otherThan = (value: string | bigint, isTruth: boolean): string | bigint => {
  if (typeof value === 'string') return `${value}x`
  return isTruth ? 1n - value : value + 1n
}

const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`)
const numberOf = (value: string | bigint): bigint => (/^-?\d+$/.test(String(value)) ? BigInt(value) : 0n)
const errors: Readonly<Record<string, bigint>> = {
  SUCCESS: 0n,
  ENOENT: -2n,
  EACCES: -13n,
  EPERM: -1n,
  EINPROGRESS: -115n,
}
const exeBits: Readonly<Record<string, string>> = {
  'proc.is_exe_writable': 'EXE_WRITABLE',
  'proc.is_exe_upper_layer': 'EXE_UPPER_LAYER',
  'proc.is_exe_lower_layer': 'EXE_LOWER_LAYER',
  'proc.is_exe_from_memfd': 'EXE_FROM_MEMFD',
}
const openBits: Readonly<Record<string, number>> = {
  'evt.is_open_read': openFlags.O_RDONLY,
  'evt.is_open_write': openFlags.O_WRONLY,
  'evt.is_open_exec': openFlags.O_CREAT,
  'evt.is_open_create': openFlags.O_CREAT | openFlags.F_CREATED,
}

const everyCapability = 0x1ff_ffff_ffffn

/** Parameters that are the first argument of their call, from a name or a number. */
const firstArguments: Readonly<Record<string, (text: string, value: string | bigint) => bigint>> = {
  domain: (text, value) => ({ AF_PACKET: 17n, AF_INET: 2n, AF_INET6: 10n, AF_NETLINK: 16n })[text] ?? numberOf(value),
  request: (text, value) => ({ PTRACE_POKETEXT: 4n, PTRACE_POKEDATA: 5n, PTRACE_ATTACH: 16n })[text] ?? numberOf(value),
  cmd: (_, value) => numberOf(value),
  flags: (_, value) => numberOf(value),
}

/** The image of the process at a level: 0 itself, 1 its parent, …. */
function imageAt(scene: Scene, level: number): Scene['image'] {
  if (level === 0) return scene.image
  while (scene.ancestors.length < level) scene.ancestors.push({})
  return scene.ancestors[level - 1] ?? {}
}

const argumentsOf = ({ args }: Scene['image']): readonly string[] => (Array.isArray(args) ? args : [])

function markImage(name: string, text: string, image: Scene['image']): boolean {
  switch (name) {
    case 'name':
      image.comm = text.slice(0, 15)
      return true
    case 'exe':
      image.exe = text
      return true
    case 'exepath':
      image.exe_path = absolute(text)
      return true
    case 'args':
      image.args = [...argumentsOf(image), ...text.split(' ')]
      return true
    case 'cmdline':
    case 'exeline': {
      const [first = 'x', ...rest] = text.split(' ')
      if (rest.length === 0) image.args = [...argumentsOf(image), text]
      else Object.assign(image, { comm: first.slice(0, 15), exe: first, args: rest })
      return true
    }
    case 'cwd':
      image.cwd = `${absolute(text)}/`
      return true
    case 'env':
      image.env = [text]
      return true
    default:
      return false
  }
}

function mark(name: string, argument: string | number | null, value: string | bigint, scene: Scene): void {
  const { event, image } = scene
  const text = String(value)
  const ofProcess = /^proc\.([pa]?)(name|exepath|exe|args|cmdline|exeline|cwd|env)$/.exec(name)
  if (ofProcess?.[2] !== undefined) {
    const level = ofProcess[1] === '' ? 0 : ofProcess[1] === 'a' && typeof argument === 'number' ? argument : 1
    if (level <= 16 && markImage(ofProcess[2], text, imageAt(scene, level))) return
  }
  if (name in exeBits && value === 1n)
    image.exe_flags = [image.exe_flags, exeBits[name]].filter((bits) => bits !== undefined).join('|')
  else if (name in openBits) markOpen(name, value === 1n, scene)
  else if (name === 'fd.name' || name === 'fd.nameraw') event.name_raw = absolute(text)
  else if (name === 'fd.directory') event.name_raw = `${absolute(text)}/x`
  else if (name === 'fd.filename') event.name_raw = `/tmp/${text}`
  else if (name === 'fd.typechar') event.kind = text.slice(0, 1)
  else if (name === 'fd.type') event.kind = { file: 'f', directory: 'd', ipv4: '4', ipv6: '6', unix: 'u' }[text] ?? 'f'
  else if (name === 'fd.l4proto') event.l4_protocol = { tcp: 6, udp: 17, icmp: 1, raw: 255 }[text] ?? 6
  else if (name === 'fd.num') event.fd = numberOf(value)
  else if (/^fd\.(s|r|c|l)?(ip|net)$/.test(name)) markAddress(name, text, scene)
  else if (/^fd\.(s|r)?port$/.test(name)) event.remote_port = numberOf(value)
  else if (/^fd\.(c|l)port$/.test(name)) event.local_port = numberOf(value)
  else if (name === 'evt.rawres' || name === 'evt.res') event.result = errors[text] ?? numberOf(value)
  else if (name === 'evt.failed') event.result = value === 1n ? -13n : 0n
  else if (name === 'user.uid') image.process_uid = numberOf(value)
  else if (name === 'user.name') image.process_uid = text === 'root' ? 0 : 1000
  else if (name === 'user.loginuid') image.login_uid = BigInt.asUintN(32, numberOf(value))
  else if (name === 'proc.tty') image.tty = numberOf(value)
  else if (name === 'proc.vpid') image.virtual_pid = numberOf(value)
  else if (name === 'proc.is_vpgid_leader') Object.assign(image, { virtual_pid: 7, virtual_group_id: 7 })
  else if (name === 'thread.cap_effective') image.cap_effective = everyCapability
  else if (name === 'thread.cap_permitted') image.cap_permitted = everyCapability
  else if (name === 'evt.buffer') event.data = text
  else if (name === 'container.id') image.cgroup = text === 'host' ? '/user.slice' : `/docker/${'ab'.repeat(32)}`
  else if (name === 'evt.arg' || name === 'evt.rawarg') markArgument(String(argument), value, scene)
}

function markOpen(name: string, wanted: boolean, { event }: Scene): void {
  const before = typeof event.open_flags === 'number' ? event.open_flags : 0
  const bits = openBits[name] ?? 0
  event.open_flags = wanted ? before | bits : before & ~bits
  if (wanted && name === 'evt.is_open_exec') event.mode = 0o755
}

function markAddress(name: string, text: string, { event }: Scene): void {
  event[/^fd\.[cl]/.test(name) ? 'local_address' : 'remote_address'] = text
  event.kind = text.includes(':') ? '6' : '4'
}

function markArgument(argument: string, value: string | bigint, { type, event }: Scene): void {
  const text = String(value)
  if (/^(name|path|pathname|filename|oldpath|dev)$/.test(argument)) event.name_raw = absolute(text)
  else if (/^(newpath|linkpath|dir)$/.test(argument)) event.second_raw = absolute(text)
  else if (argument === 'target') event.name_raw = text
  else if (argument === 'flags' && type.startsWith('open')) markFlags(text, event)
  else if (argument === 'mode') Object.assign(event, { mode: 0o6777, arg1: 0o6777, arg2: 0o6777 })
  else if (argument in firstArguments) event.arg0 = firstArguments[argument]?.(text, value)
}

function markFlags(text: string, event: Scene['event']): void {
  const bits = Object.entries(openFlags).reduce((sum, [name, bit]) => (text.includes(name) ? sum | bit : sum), 0)
  event.open_flags = bits
}
