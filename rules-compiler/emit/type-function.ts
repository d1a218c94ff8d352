/**
 * The function that judges the events of one class of types. Rules are bits: what the event, its process and its path
 * each rule out is taken away before any rule is evaluated, and most events have none left.
 */
import type { EventType } from '#schema/events'
import { pathCache, processMaskWords } from '#schema/memory'
import type { TextGround } from '../analyse/rests-on.ts'
import type { ResolvedRule } from '../rule.ts'
import type { Program } from './program.ts'
import { type ClassRule, type RuleClass, ruleClasses } from './rule-class.ts'
import { isCheap } from './scratch-use.ts'

const wordBits = 64

const bitsLiteral = (bits: bigint): string => `<u64>0x${bits.toString(16)}`

interface Words {
  readonly rules: readonly ClassRule[]
  readonly count: number
}

const numbers = ({ count }: Words): readonly number[] => Array.from({ length: count }, (_, word) => word)

/** The bits, word by word, of the rules that the claim holds for. */
function bitsOf({ rules, count }: Words, claim: (rule: ClassRule) => boolean): readonly bigint[] {
  return Array.from({ length: count }, (_, word) =>
    rules
      .slice(word * wordBits, (word + 1) * wordBits)
      .reduce((bits, rule, i) => (claim(rule) ? bits | (1n << BigInt(i)) : bits), 0n),
  )
}

/**
 * Statements that take rules out of the mask where a term does not hold. Cheap terms are asked without a branch: what an
 * event is like is hard to predict, and being wrong costs more. Others are asked only while a rule is left that they may
 * rule out, those of most rules first.
 */
function exclusions(
  words: Words,
  codesOf: (rule: ClassRule) => readonly string[],
  areCostly = false,
): readonly string[] {
  const uses = new Map<string, number>()
  for (const code of words.rules.flatMap(codesOf)) uses.set(code, (uses.get(code) ?? 0) + 1)
  const codes = [...uses].sort(([, a], [, b]) => (areCostly ? b - a : 0)).map(([code]) => code)
  return codes.map((code) => {
    const bits = bitsOf(words, (rule) => codesOf(rule).includes(code))
    const taken = bits.flatMap((word, i) => (word === 0n ? [] : [{ i, word: bitsLiteral(word) }]))
    const [first] = taken
    if (first !== undefined && taken.length === 1 && !areCostly)
      return `  m${first.i} &= ~${first.word} | (0 - <u64>(${code}));`
    const left = taken.map(({ i, word }) => `(m${i} & ${word})`).join(' | ')
    return `  if ((${left}) != 0 && !(${code})) { ${taken.map(({ i, word }) => `m${i} &= ~${word};`).join(' ')} }`
  })
}

const noneLeft = (words: Words): string =>
  `  if ((${numbers(words)
    .map((i) => `m${i}`)
    .join(' | ')}) == 0) return;`

const allBits = (words: Words): readonly string[] =>
  bitsOf(words, () => true).map((bits, i) => `  let m${i}: u64 = ${bitsLiteral(bits)};`)

/** The function that asks a ground about the rules given to it, word by word; `at` is where the pairs are kept. */
function fillFunction(
  words: Words,
  prefix: string,
  codesOf: (rule: ClassRule) => readonly string[],
  program: Program,
): string {
  const each = numbers(words)
  return program.function(
    prefix,
    ['e: usize', 'at: usize', ...each.map((i) => `n${i}: u64`)].join(', '),
    'void',
    [
      '  beginMask();',
      '  resetScratch();',
      ...each.map((i) => `  let m${i} = n${i};`),
      ...exclusions(words, codesOf, true),
      ...each.map((i) => `  learn(at + ${i * pairBytes}, n${i}, m${i});`),
    ].join('\n'),
  )
}

const pairBytes = 16

/** Takes out what the pairs of words at `at` rule out, once every rule that is left was asked. */
function remembered(words: Words, at: string, fill: string): readonly string[] {
  const each = numbers(words)
  const pair = (i: number): string => (i === 0 ? at : `${at} + ${i * pairBytes}`)
  return [
    ...each.map((i) => `    const ${at}${i} = m${i} & ~asked(${pair(i)});`),
    `    if ((${each.map((i) => `${at}${i}`).join(' | ')}) != 0) ${fill}(e, ${[at, ...each.map((i) => `${at}${i}`)].join(', ')});`,
    ...each.map((i) => `    m${i} &= allowed(${pair(i)});`),
  ]
}

/** Takes out what the process rules out; `slot` is where its words are kept, of `used` in all. */
function processMask(words: Words, slot: Slot, used: number, program: Program): readonly string[] {
  const fill = fillFunction(words, 'ofProcess', ({ process }) => process, program)
  return [
    '  if (p != 0) {',
    `    freshen(p, ${used});`,
    `    const own = processPair(p, ${slot.word});`,
    ...remembered(words, 'own', fill),
    '  }',
    noneLeft(words),
  ]
}

/** For each ground when a text is there to be remembered by, the text, and what else it is remembered by. */
const keys: Readonly<Record<TextGround, readonly [string, string, string]>> = {
  path: ['!isInternet(e)', 'fd_name(e)', 'pathKind(e, t)'],
  'asked path': ['isAsAsked(e)', 'fd_name(e)', 'pathKind(e, t)'],
  name: ['p != 0', 'proc_name(p)', 't == 0'],
}

/** Takes out what the path, or the name of the process, rules out. */
function textMask(words: Words, ground: TextGround, number: number, program: Program): readonly string[] {
  const fill = fillFunction(words, 'ofText', ({ text }) => text, program)
  const [guard, key, kind] = keys[ground]
  return [
    `  if (${guard}) {`,
    `    const t = ${key};`,
    `    const seen = recall(t, ${kind}, ${number}, ${words.count});`,
    ...remembered(words, 'seen', fill),
    '  }',
    noneLeft(words),
  ]
}

/** Bits looked at together before each of them is. */
const chunkBits = 8

/** Evaluates the rules that are left, in the order of the files. */
function survivors(words: Words): readonly string[] {
  return numbers(words).flatMap((word) => {
    const rules = words.rules.slice(word * wordBits, (word + 1) * wordBits)
    return Array.from({ length: Math.ceil(rules.length / chunkBits) }, (_, chunk) => {
      const first = chunk * chunkBits
      const lines = rules.slice(first, first + chunkBits).map(({ index, condition }, i) => {
        const bit = bitsLiteral(1n << BigInt(first + i))
        return `    if ((m${word} & ${bit}) != 0 && ready(${index}) && ${condition} && matched(${index}, e)) return;`
      })
      const together = bitsLiteral(((1n << BigInt(lines.length)) - 1n) << BigInt(first))
      return [`  if ((m${word} & ${together}) != 0) {`, ...lines, '  }'].join('\n')
    })
  })
}

/** Rules that a term of the event must be able to rule out together to be asked first, unless it only reads columns. */
const fewest = 2

/** Where a class keeps its words in a process record. */
interface Slot {
  readonly word: number
}

const says = (rules: readonly ClassRule[], bound: 'process' | 'text'): boolean =>
  rules.some((rule) => rule[bound].length > 0)

function typeFunction(one: RuleClass, slot: Slot | null, used: number, number: number, program: Program): string {
  const words: Words = { rules: one.rules, count: Math.ceil(one.rules.length / wordBits) }
  const { textGround } = one
  const pays = (code: string): boolean =>
    isCheap(code) || words.rules.filter(({ event }) => event.includes(code)).length >= fewest
  const event = exclusions(words, ({ event }) => event.filter(pays))
  const hasText = textGround !== null && words.count <= pathCache.maskWords && number < 256 && says(one.rules, 'text')
  const body = [
    ...allBits(words),
    '  const p = self(e);',
    ...event,
    ...(event.length > 0 ? [noneLeft(words)] : []),
    ...(slot === null ? [] : processMask(words, slot, used, program)),
    ...(hasText ? textMask(words, textGround, number, program) : []),
    ...survivors(words),
  ]
  return program.function('on', 'e: usize', 'void', body.join('\n'))
}

/** Gives words of the process record to the classes; those that find no room go without. */
function slots(classes: readonly RuleClass[]): { readonly places: readonly (Slot | null)[]; readonly used: number } {
  let used = 0
  const places = classes.map(({ rules }) => {
    const count = Math.ceil(rules.length / wordBits)
    if (!says(rules, 'process') || used + count > processMaskWords) return null
    const slot = { word: used }
    used += count
    return slot
  })
  return { places, used }
}

/** The functions by name, each with the event types that it judges. */
export function typeFunctions(
  rules: readonly ResolvedRule[],
  program: Program,
  types: readonly EventType[],
): ReadonlyMap<string, readonly EventType[]> {
  const classes = ruleClasses(rules, program, types)
  const { places, used } = slots(classes)
  const functions = new Map<string, EventType[]>()
  classes.forEach((one, i) => {
    const name = typeFunction(one, places[i] ?? null, used, i, program)
    functions.set(name, [...(functions.get(name) ?? []), ...one.types])
  })
  return functions
}
