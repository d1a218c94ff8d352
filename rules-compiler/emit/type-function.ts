/**
 * The function that judges the events of one class of types. Rules are bits: what the event, its process and its path
 * each rule out is taken away before any rule is evaluated, and most events have none left.
 */
import type { EventType } from '#schema/events'
import { pathCache, pathSets, processMaskWords } from '#schema/memory'
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
 * Statements that take rules out of the mask where a term does not hold. Each is asked only while a rule is left that it
 * may rule out, those of most rules first.
 */
function exclusions(words: Words, codesOf: (rule: ClassRule) => readonly string[]): readonly string[] {
  const uses = new Map<string, number>()
  for (const code of words.rules.flatMap(codesOf)) uses.set(code, (uses.get(code) ?? 0) + 1)
  const codes = [...uses].sort(([, a], [, b]) => b - a).map(([code]) => code)
  return codes.map((code) => {
    const bits = bitsOf(words, (rule) => codesOf(rule).includes(code))
    const taken = bits.flatMap((word, i) => (word === 0n ? [] : [{ i, word: bitsLiteral(word) }]))
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
      ...exclusions(words, codesOf),
      ...each.map((i) => `  learn(at + ${i * pairBytes}, n${i}, m${i});`),
    ].join('\n'),
  )
}

const pairBytes = 16

/** Where a ground keeps its pairs of words (0 if it has none for an event), and what asks it about rules. */
interface Memory {
  readonly at: 'own' | 'seen'
  readonly fill: string
}

const pairAt = (at: string, i: number): string => (i === 0 ? at : `${at} + ${i * pairBytes}`)

/** Takes out what a ground ruled out before. One that comes often is asked about every rule at once. */
function recalled(words: Words, { at, fill }: Memory, isUsual: string): readonly string[] {
  const each = numbers(words)
  const all = bitsOf(words, () => true)
  const left = all.map((bits, i) => `${bitsLiteral(bits)} & ~asked(${pairAt(at, i)})`)
  return [
    `    if ((${left.map((code) => `(${code})`).join(' | ')}) != 0 && ${isUsual}) ${fill}(e, ${[at, ...left].join(', ')});`,
    ...each.map((i) => `    m${i} &= ~ruledOut(${pairAt(at, i)});`),
  ]
}

/** Asks a ground about those rules that are left and that it was not asked about before. */
function asking(words: Words, { at, fill }: Memory): readonly string[] {
  const each = numbers(words)
  return [
    `  if (${at} != 0) {`,
    ...each.map((i) => `    const ${at}${i} = m${i} & ~asked(${pairAt(at, i)});`),
    `    if ((${each.map((i) => `${at}${i}`).join(' | ')}) != 0) {`,
    `      ${fill}(e, ${[at, ...each.map((i) => `${at}${i}`)].join(', ')});`,
    ...each.map((i) => `      m${i} &= ~ruledOut(${pairAt(at, i)});`),
    '    }',
    '  }',
    noneLeft(words),
  ]
}

/** Takes out what the process ruled out before; `slot` is where its words are kept, of `used` in all. */
function recallProcess(words: Words, slot: Slot, used: number, memory: Memory): readonly string[] {
  return [
    '  let own: usize = 0;',
    '  if (p != 0) {',
    `    freshen(p, ${used});`,
    `    own = processPair(p, ${slot.word});`,
    ...recalled(words, memory, 'isUsual(p)'),
    '  }',
  ]
}

/** For each ground when a text is there to be remembered by, the text, and what else it is remembered by. */
const keys: Readonly<Record<TextGround, readonly [string, string, string]>> = {
  path: ['!isInternet(e)', 'fd_name(e)', 'pathKind(e, t)'],
  'asked path': ['isAsAsked(e)', 'fd_name(e)', 'pathKind(e, t)'],
  name: ['p != 0', 'proc_name(p)', 't == 0'],
}

/** The function that finds the pairs of a text, of which there may be as many as an entry of `most` words has. */
const lookUp = ({ count }: Words, most: number, program: Program): string =>
  program.function(
    'recall',
    't: u64, kind: u32, which: u32',
    'usize',
    `  return recall(t, kind, which, ${count}, ${most}, ${pathSets(most)});`,
  )

/** Takes out what the path, or the name of the process, ruled out before. */
function recallText(
  words: Words,
  ground: TextGround,
  number: number,
  most: number,
  memory: Memory,
  program: Program,
): readonly string[] {
  const [guard, key, kind] = keys[ground]
  return [
    '  let seen: usize = 0;',
    `  if (${guard}) {`,
    `    const t = ${key};`,
    `    seen = ${lookUp(words, most, program)}(t, ${kind}, ${number});`,
    ...recalled(words, memory, 'isUsualText(seen)'),
    '  }',
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

/** Where classes keep what they remember: all of their words in a process record, and the most in an entry of a text. */
interface Places {
  readonly slots: readonly (Slot | null)[]
  readonly used: number
  readonly most: number
}

const says = (rules: readonly ClassRule[], bound: 'process' | 'text'): boolean =>
  rules.some((rule) => rule[bound].length > 0)

const wordsOf = ({ rules }: RuleClass): number => Math.ceil(rules.length / wordBits)

/** Whether a class, by its number, remembers what a text rules out. */
const remembersText = (one: RuleClass, number: number): boolean =>
  one.textGround !== null && wordsOf(one) <= pathCache.maskWords && number < 256 && says(one.rules, 'text')

/**
 * What is remembered comes first: it is one look each, and leaves nothing of most events. Of the rules that are left the
 * event is asked, and only of those that it leaves a process or a text that is new.
 */
function typeFunction(one: RuleClass, number: number, { slots, used, most }: Places, program: Program): string {
  const words: Words = { rules: one.rules, count: wordsOf(one) }
  const { textGround } = one
  const slot = slots[number] ?? null
  const pays = (code: string): boolean =>
    isCheap(code) || words.rules.filter(({ event }) => event.includes(code)).length >= fewest
  const event = exclusions(words, ({ event }) => event.filter(pays))
  const own: Memory | null = slot && {
    at: 'own',
    fill: fillFunction(words, 'ofProcess', ({ process }) => process, program),
  }
  const seen: Memory | null = remembersText(one, number)
    ? { at: 'seen', fill: fillFunction(words, 'ofText', ({ text }) => text, program) }
    : null
  const recalls = [
    ...(own === null || slot === null ? [] : recallProcess(words, slot, used, own)),
    ...(seen === null || textGround === null ? [] : recallText(words, textGround, number, most, seen, program)),
  ]
  const body = [
    ...allBits(words),
    '  const p = self(e);',
    ...recalls,
    ...(recalls.length > 0 ? [noneLeft(words)] : []),
    ...event,
    ...(event.length > 0 ? [noneLeft(words)] : []),
    ...(own === null ? [] : asking(words, own)),
    ...(seen === null ? [] : asking(words, seen)),
    ...survivors(words),
  ]
  return program.function('on', 'e: usize', 'void', body.join('\n'))
}

/** Gives words of the process record to the classes; those that find no room go without. */
function placesOf(classes: readonly RuleClass[]): Places {
  let used = 0
  const slots = classes.map((one) => {
    const count = wordsOf(one)
    if (!says(one.rules, 'process') || used + count > processMaskWords) return null
    const slot = { word: used }
    used += count
    return slot
  })
  return { slots, used, most: Math.max(1, ...classes.filter(remembersText).map(wordsOf)) }
}

/** The functions by name, each with the event types that it judges. */
export function typeFunctions(
  rules: readonly ResolvedRule[],
  program: Program,
  types: readonly EventType[],
): ReadonlyMap<string, readonly EventType[]> {
  const classes = ruleClasses(rules, program, types)
  const places = placesOf(classes)
  const functions = new Map<string, EventType[]>()
  classes.forEach((one, i) => {
    const name = typeFunction(one, i, places, program)
    functions.set(name, [...(functions.get(name) ?? []), ...one.types])
  })
  return functions
}
