/** Go's regular expressions on JavaScript text, matched whole and in linear time by following all ways at once. */
import { type Assertion, parseRegex, RegexError, type RegexNode } from './regex-syntax.ts'

export { RegexError } from './regex-syntax.ts'

/** Holds for the texts that a pattern matches from their first character to their last. */
export interface Regex {
  test(text: string): boolean
}

type Step =
  | { readonly kind: 'set'; has(codePoint: number): boolean; readonly next: number }
  | { readonly kind: 'split'; readonly ways: readonly number[] }
  | { readonly kind: 'assert'; readonly that: Assertion; readonly next: number }
  | { readonly kind: 'match' }

const maxPatternLength = 2048
const maxSteps = 20_000

/** Compiles a pattern. Throws `RegexError`. */
export const compileRegex = (pattern: string): Regex => {
  if (pattern.length > maxPatternLength) throw new RegexError(`longer than ${maxPatternLength} characters`)
  const program = new Program()
  const start = program.emit(parseRegex(pattern), program.add({ kind: 'match' }))
  return { test: (text) => matches(program.steps, start, [...text]) }
}

/** Built from the end: each step knows where it goes on. */
class Program {
  readonly steps: Step[] = []

  add(step: Step): number {
    if (this.steps.length >= maxSteps) throw new RegexError('too many repetitions')
    return this.steps.push(step) - 1
  }

  emit(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'set':
        return this.add({ kind: 'set', has: node.has, next })
      case 'assert':
        return this.add({ kind: 'assert', that: node.that, next })
      case 'sequence':
        return node.items.reduceRight((after, item) => this.emit(item, after), next)
      case 'either':
        return this.add({ kind: 'split', ways: node.items.map((item) => this.emit(item, next)) })
      case 'repeat':
        return this.#repeat(node, next)
    }
  }

  #repeat({ item, least, most }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number {
    let start = next
    if (most === Number.POSITIVE_INFINITY) start = this.#loop(item, next)
    else
      for (let times = least; times < most; times++)
        start = this.add({ kind: 'split', ways: [this.emit(item, start), next] })
    for (let times = 0; times < least; times++) start = this.emit(item, start)
    return start
  }

  #loop(item: RegexNode, next: number): number {
    const ways = [next]
    const split = this.add({ kind: 'split', ways })
    ways.push(this.emit(item, split))
    return split
  }
}

const matches = (steps: readonly Step[], start: number, text: readonly string[]): boolean => {
  let now = reach(steps, [start], text, 0)
  for (let at = 0; at < text.length; at++) {
    const codePoint = text[at]?.codePointAt(0) ?? 0
    const next: number[] = []
    for (const index of now) {
      const step = steps[index]
      if (step?.kind === 'set' && step.has(codePoint)) next.push(step.next)
    }
    if (next.length === 0) return false
    now = reach(steps, next, text, at + 1)
  }
  return [...now].some((index) => steps[index]?.kind === 'match')
}

/** Every step that can be reached without a character. */
const reach = (
  steps: readonly Step[],
  from: readonly number[],
  text: readonly string[],
  at: number,
): ReadonlySet<number> => {
  const found = new Set<number>()
  const open = [...from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (found.has(index)) continue
    found.add(index)
    const step = steps[index]
    if (step?.kind === 'split') open.push(...step.ways)
    if (step?.kind === 'assert' && holds(step.that, text, at)) open.push(step.next)
  }
  return found
}

const holds = (that: Assertion, text: readonly string[], at: number): boolean => {
  switch (that) {
    case 'textBegin':
      return at === 0
    case 'textEnd':
      return at === text.length
    case 'lineBegin':
      return at === 0 || text[at - 1] === '\n'
    case 'lineEnd':
      return at === text.length || text[at] === '\n'
    case 'word':
      return isWord(text[at - 1]) !== isWord(text[at])
    case 'noWord':
      return isWord(text[at - 1]) === isWord(text[at])
  }
}

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character)
