/**
 * One comparison as clauses over what the kernel knows: `holds` is implied by the comparison, `fails` by its negation.
 * Fields are read as rules-compiler/emit/fields.ts reads them; absence makes a comparison fail.
 */
import type { EventType } from '#schema/events'
import type { Check } from '../condition/condition.ts'
import { type BoundsOf, boundsOfCheck, exactly } from './bounds.ts'
import { casesLeaf } from './cases-leaf.ts'
import type { SetFact } from './clause.ts'
import { constantCheck, fieldsOf, operandsOf } from './constant.ts'
import { endsLeaf } from './ends-leaf.ts'
import { both, complement, isNothing, isWithin, withAbsent } from './fact-set.ts'
import { flagsLeaf } from './flags-leaf.ts'
import { factLeaf, hasPath, type KernelLeaf, type Leaf, namesOnePath } from './kernel-leaf.ts'
import { everyText } from './prefix-set.ts'
import { everyInteger, range } from './range-set.ts'
import { resultLeaf } from './result-leaf.ts'
import { characters, ends, names, numbers, parts, texts } from './sets-of-constants.ts'

const numberFields: Readonly<Record<string, SetFact>> = {
  'evt.rawres': 'result',
  'fd.num': 'fd',
  'user.uid': 'uid',
  'group.gid': 'gid',
  'user.loginuid': 'login_uid',
}

/** Names of files; more than one way to tell them, the first that can is taken. */
const nameFields: Readonly<Record<string, readonly (readonly [SetFact, BoundsOf<typeof everyText>])[]>> = {
  'fd.name': [
    ['name', names],
    ['name_backwards', ends],
    ['part', parts],
  ],
  'fs.path.name': [
    ['name', names],
    ['name_backwards', ends],
    ['part', parts],
  ],
  'evt.abspath': [
    ['name', names],
    ['name_backwards', ends],
    ['part', parts],
  ],
  'fd.directory': [['directory', names]],
  'fd.filename': [['file_name', texts]],
}

function fieldLeaf(check: Check, name: string, type: EventType): KernelLeaf | null {
  const number = numberFields[name]
  if (number !== undefined) {
    const bounds = boundsOfCheck(check, everyInteger, numbers)
    return bounds === null ? null : factLeaf(number, bounds)
  }
  if (hasPath(type) || (namesOnePath(type) && !name.startsWith('fd.')))
    for (const [fact, boundsOf] of nameFields[name] ?? []) {
      // Two texts may be held by different parts, which one set of parts cannot say.
      if (fact === 'part' && check.quantifier === 'allof') continue
      const bounds = boundsOfCheck(check, everyText, boundsOf)
      if (bounds !== null) return factLeaf(fact, bounds)
    }
  return null
}

/** container.id as the kernel knows it: `host`, or some id that is not looked at. */
function containerLeaf(check: Check): KernelLeaf | null {
  const bounds = boundsOfCheck(check, everyInteger, (operator, literal) => {
    if (literal.kind !== 'bytes' || (operator !== '=' && operator !== '!=')) return null
    const isHost = new TextDecoder().decode(literal.value) === 'host'
    const host = { kind: 'integer', value: 0n } as const
    if (isHost) return numbers(operator, host)
    const inContainer = numbers('!=', host)?.over ?? everyInteger
    const noNumber = withAbsent(complement(everyInteger), false)
    return operator === '='
      ? { over: inContainer, under: noNumber }
      : { over: everyInteger, under: numbers('=', host)?.over ?? noNumber }
  })
  return bounds === null ? null : factLeaf('container', bounds)
}

const ofNumber = (value: bigint) => exactly(range(value, value))
const [hasNoDots, hasDots] = [ofNumber(0n), ofNumber(1n)]

/** The texts that a value of the operator must hold; the stretches of a pattern between its special characters. */
const stretches = (operator: Check['operator'], text: string): readonly string[] => {
  if (operator === 'glob') return /[[\\]/.test(text) ? [] : text.split(/[*?]+/)
  return ['=', 'contains', 'startswith', 'endswith'].includes(operator) ? [text] : []
}

/** The name as asked, of which the kernel knows whether it has two dots in a row. */
function dotsLeaf(check: Check): KernelLeaf | null {
  const bounds = boundsOfCheck(check, everyInteger, (operator, literal) => {
    if (literal.kind !== 'bytes') return null
    const text = characters(literal.value)
    if (operator === 'contains' && text === '..') return hasDots
    const needsDots = stretches(operator, text).some((stretch) => stretch.includes('..'))
    return needsDots ? { over: hasDots.over, under: both(hasDots.under, hasNoDots.under) } : null
  })
  return bounds === null ? null : factLeaf('dots', bounds)
}

const rawNames: ReadonlySet<string> = new Set(['fd.nameraw', 'fs.path.nameraw'])

/** Events are counted from 1, on which `evt.num = 0` for never and `evt.num >= 0` for always rely. */
function countLeaf(check: Check): Leaf | null {
  const bounds = boundsOfCheck(check, everyInteger, numbers)
  if (bounds === null) return null
  const counts = range(1n, null)
  if (isNothing(both(bounds.over, counts))) return { kind: 'constant', value: false }
  return isWithin(counts, bounds.under) ? { kind: 'constant', value: true } : null
}

const reasons: Readonly<Record<string, string>> = {
  lineage: 'asks an ancestor, which changes without the process being asked again',
  changing: 'asks something of the process that changes without notice',
  container: 'asks what the container runtime says',
  path: 'asks the name in a way that is no equality, beginning, end or directory',
  event: 'asks something of the event that the kernel does not look at',
  exec: 'asks the process, of which no verdict exists yet in events of this type',
}

function reasonFor(check: Check): string {
  const volatilities = operandsOf(check)
    .flatMap(fieldsOf)
    .map(({ field }) => field.volatility)
  const worst = ['changing', 'container', 'lineage', 'event', 'path', 'exec'].find((one) =>
    volatilities.some((v) => v === one),
  )
  return reasons[worst ?? 'event'] ?? ''
}

/** Execs and clones tell of a process that user space has not answered for yet. */
const hasVerdict = ({ body }: EventType): boolean => body === 'descriptor' || body === 'none'

/** Whether the comparison reads fields that hold for as long as the process record does, and only those. */
function isOfProcess(check: Check, type: EventType): boolean {
  const fields = operandsOf(check).flatMap(fieldsOf)
  return hasVerdict(type) && fields.length > 0 && fields.every(({ field }) => field.volatility === 'exec')
}

/** What the kernel makes of a comparison in events of one type. */
export function leafOf(check: Check, type: EventType): Leaf {
  const constant = constantCheck(check, type)
  if (constant !== null) return { kind: 'constant', value: constant }
  const { left, right } = check
  if (left.kind === 'field' && right.kind !== 'operand') {
    const { name } = left.field
    const leaf =
      fieldLeaf(check, name, type) ??
      endsLeaf(check, name, type) ??
      casesLeaf(check, name, type) ??
      resultLeaf(check, name) ??
      (rawNames.has(name) ? dotsLeaf(check) : null) ??
      (name === 'evt.num' ? countLeaf(check) : null) ??
      flagsLeaf(check, left.argument, type) ??
      (name === 'container.id' && hasVerdict(type) ? containerLeaf(check) : null)
    if (leaf !== null) return leaf
  }
  return isOfProcess(check, type) ? { kind: 'process' } : { kind: 'unknown', reason: reasonFor(check) }
}
