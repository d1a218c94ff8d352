/**
 * The function that judges the events of one class of types. Rules are bits: what the event, its process and its path
 * each rule out is taken away before any rule is evaluated, and most events have none left.
 */
import type { EventType } from '#schema/events'
import { pathCache } from '#schema/memory'
import { processMaskWords } from '#schema/process'
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

/** Statements that take rules out of the mask where a condition does not hold. */
function exclusions(words: Words, codesOf: (rule: ClassRule) => readonly string[]): readonly string[] {
  const codes = [...new Set(words.rules.flatMap(codesOf))].filter((code) => code !== 'true')
  const groups = codes.map((code) => ({ code, bits: bitsOf(words, (rule) => codesOf(rule).includes(code)) }))
  return groups.map(({ code, bits }) => {
    const [only, ...others] = bits.flatMap((word, i) => (word === 0n ? [] : [{ word, i }]))
    // Without a branch: what an event is like is hard to predict, and this costs less than being wrong.
    if (only !== undefined && others.length === 0)
      return `  m${only.i} &= ~${bitsLiteral(only.word)} | (0 - <u64>(${code}));`
    const taken = bits.flatMap((word, i) => (word === 0n ? [] : [`m${i} &= ~${bitsLiteral(word)};`]))
    return `  if (!(${code})) { ${taken.join(' ')} }`
  })
}

const noneLeft = (words: Words): string =>
  `  if ((${numbers(words)
    .map((i) => `m${i}`)
    .join(' | ')}) == 0) return;`

const allBits = (words: Words): readonly string[] =>
  bitsOf(words, () => true).map((bits, i) => `  let m${i}: u64 = ${bitsLiteral(bits)};`)

/** Takes out what the process rules out; `slot` is where its words are kept. */
function processMask(words: Words, slot: Slot, program: Program): readonly string[] {
  const fill = program.function(
    'ofProcess',
    'e: usize, p: usize',
    'void',
    [
      '  beginMask();',
      '  resetScratch();',
      ...allBits(words),
      ...exclusions(words, ({ process }) => [process]),
      ...numbers(words).map((i) => `  setProcessWord(p, ${slot.word + i}, m${i});`),
      `  remember(p, ${bitsLiteral(slot.bit)});`,
    ].join('\n'),
  )
  return [
    '  const p = self(e);',
    '  if (p != 0) {',
    `    if (!remembers(p, ${bitsLiteral(slot.bit)})) ${fill}(e, p);`,
    ...numbers(words).map((i) => `    m${i} &= processWord(p, ${slot.word + i});`),
    '  }',
    noneLeft(words),
  ]
}

/** For each ground when a text is there to be remembered by, the text, and what else it is remembered by. */
const keys: Readonly<Record<TextGround, readonly [string, string, string]>> = {
  path: ['!isInternet(e)', 'fd_name(e)', 'pathKind(e, t)'],
  'asked path': ['isAsAsked(e)', 'fd_name(e)', 'pathKind(e, t)'],
  name: ['self(e) != 0', 'proc_name(self(e))', 't == 0'],
}

/** Takes out what the path, or the name of the process, rules out. */
function textMask(words: Words, ground: TextGround, number: number, program: Program): readonly string[] {
  const fill = program.function(
    'ofText',
    'e: usize',
    'usize',
    [
      '  beginMask();',
      '  resetScratch();',
      ...allBits(words),
      ...exclusions(words, ({ text }) => [text]),
      '  const words = keep();',
      ...numbers(words).map((i) => `  store<u64>(words, m${i}, ${i * 8});`),
      '  return words;',
    ].join('\n'),
  )
  const [guard, key, kind] = keys[ground]
  return [
    `  if (${guard}) {`,
    `    const t = ${key};`,
    `    let words = recall(t, ${kind}, ${number}, ${words.count});`,
    `    if (words == 0) words = ${fill}(e);`,
    ...numbers(words).map((i) => `    m${i} &= load<u64>(words, ${i * 8});`),
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
  readonly bit: bigint
  readonly word: number
}

const says = (rules: readonly ClassRule[], bound: 'process' | 'text'): boolean =>
  rules.some((rule) => rule[bound] !== 'true')

function typeFunction(one: RuleClass, slot: Slot | null, number: number, program: Program): string {
  const words: Words = { rules: one.rules, count: Math.ceil(one.rules.length / wordBits) }
  const { textGround } = one
  const pays = (code: string): boolean =>
    isCheap(code) || words.rules.filter(({ event }) => event.includes(code)).length >= fewest
  const event = exclusions(words, ({ event }) => event.filter(pays))
  const hasText = textGround !== null && words.count <= pathCache.maskWords && number < 256 && says(one.rules, 'text')
  const body = [
    ...allBits(words),
    ...event,
    ...(event.length > 0 ? [noneLeft(words)] : []),
    ...(slot === null ? [] : processMask(words, slot, program)),
    ...(hasText ? textMask(words, textGround, number, program) : []),
    ...survivors(words),
  ]
  return program.function('on', 'e: usize', 'void', body.join('\n'))
}

/** Gives words of the process record to the classes; those that find no room go without. */
function slots(classes: readonly RuleClass[]): readonly (Slot | null)[] {
  let word = 1
  let bit = 1n
  return classes.map(({ rules }) => {
    const count = Math.ceil(rules.length / wordBits)
    if (!says(rules, 'process') || word + count > processMaskWords) return null
    const slot = { bit, word }
    word += count
    bit <<= 1n
    return slot
  })
}

/** The functions by name, each with the event types that it judges. */
export function typeFunctions(
  rules: readonly ResolvedRule[],
  program: Program,
): ReadonlyMap<string, readonly EventType[]> {
  const classes = ruleClasses(rules, program)
  const places = slots(classes)
  const functions = new Map<string, EventType[]>()
  classes.forEach((one, i) => {
    const name = typeFunction(one, places[i] ?? null, i, program)
    functions.set(name, [...(functions.get(name) ?? []), ...one.types])
  })
  return functions
}
