/** The functions that templates may call. None reaches anything but its arguments. */
import { goQuote } from '../matchers/matcher.ts'
import { compileRegex } from '../matchers/regex.ts'
import { TemplateError } from './tokens.ts'
import { fieldOf, isTruth, Pairs, Safe, Time, textOf } from './values.ts'

type Function = (...given: readonly unknown[]) => unknown

const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  throw new TemplateError('a list is needed here')
}

const numberOf = (value: unknown): number => {
  const number = Number(value)
  if (Number.isFinite(number)) return number
  throw new TemplateError(`${textOf(value).slice(0, 40)} is no number`)
}

const compare = (left: unknown, right: unknown): number => {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const [leftText, rightText] = [textOf(left), textOf(right)]
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0
}

const lengthOf = (value: unknown): number => {
  if (Array.isArray(value)) return value.length
  if (value instanceof Pairs) return Object.keys(value.all).length
  return new TextEncoder().encode(textOf(value)).length
}

const indexInto = (value: unknown, ...keys: readonly unknown[]): unknown =>
  keys.reduce<unknown>((now, key) => {
    if (Array.isArray(now)) return now[numberOf(key)]
    return now instanceof Pairs
      ? Object.hasOwn(now.all, textOf(key))
        ? now.all[textOf(key)]
        : ''
      : fieldOf(now, textOf(key))
  }, value)

const printf = (format: unknown, ...given: readonly unknown[]): string => {
  let next = 0
  return textOf(format).replaceAll(
    /%([+-]?\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (_, width: string, precision: string, verb: string) => {
      if (verb === '%') return '%'
      const text = verbText(verb, given[next++], precision)
      const size = Math.min(Math.abs(Number(width || 0)), 200)
      return width.startsWith('-') ? text.padEnd(size) : text.padStart(size, /^0\d/.test(width) ? '0' : ' ')
    },
  )
}

const verbText = (verb: string, value: unknown, precision: string | undefined): string => {
  switch (verb) {
    case 'q':
      return goQuote(textOf(value))
    case 'f':
      return numberOf(value).toFixed(Math.min(Number(precision ?? 6), 20))
    case 'x':
      return typeof value === 'number' ? value.toString(16) : textOf(value)
    default:
      return precision === undefined || precision === '' ? textOf(value) : textOf(value).slice(0, Number(precision))
  }
}

const replaceAll = (pattern: unknown, replacement: unknown, text: unknown): string => {
  // Go's patterns have no counterpart that replaces here; a plain set of characters or words is what is used in practice.
  const source = textOf(pattern)
  if (!/^[\w\s:;,.@#%&='"<>/\\[\]^$*+?|()-]{1,256}$/.test(source) || /\([^)]*[*+][^)]*\)[*+{]/.test(source))
    throw new TemplateError('a pattern of reReplaceAll is not understood')
  return textOf(text)
    .slice(0, 16_384)
    .replace(new RegExp(source, 'g'), textOf(replacement).replaceAll(/\$\{?(\d)\}?/g, '$$$1'))
}

const sliceOf = (value: unknown, from: unknown = 0, to?: unknown): unknown => {
  const [start, end] = [numberOf(from), to === undefined ? undefined : numberOf(to)]
  return Array.isArray(value) ? value.slice(start, end) : textOf(value).slice(start, end)
}

const titleCase = (text: unknown): string =>
  textOf(text).replaceAll(/(^|\s)(\S)/g, (_, space: string, letter: string) => `${space}${letter.toUpperCase()}`)

/** Every function by name. */
export const functions: ReadonlyMap<string, Function> = new Map(
  Object.entries({
    toUpper: (text) => textOf(text).toUpperCase(),
    toLower: (text) => textOf(text).toLowerCase(),
    title: titleCase,
    trimSpace: (text) => textOf(text).trim(),
    trunc: (length, text) => [...textOf(text)].slice(0, numberOf(length)).join(''),
    join: (separator, list) => listOf(list).map(textOf).join(textOf(separator)),
    match: (pattern, text) => compileRegex(`(?s).*(?:${textOf(pattern)})(?s).*`).test(textOf(text)),
    reReplaceAll: replaceAll,
    safeHtml: (text) => new Safe(textOf(text)),
    safeUrl: (text) => new Safe(textOf(text)),
    urlquery: (text) => encodeURIComponent(textOf(text)),
    html: (text) => escapeHtml(textOf(text)),
    stringSlice: (...texts) => texts.map(textOf),
    since: (time, now) =>
      time instanceof Time && now instanceof Time ? `${Math.round((now.ms - time.ms) / 1000)}s` : '',
    date: (layout, time) => (time instanceof Time ? time.format(textOf(layout)) : textOf(time)),
    tz: (_zone, time) => time,
    len: lengthOf,
    index: indexInto,
    slice: sliceOf,
    print: (...given) => given.map(textOf).join(''),
    println: (...given) => `${given.map(textOf).join(' ')}\n`,
    printf,
    eq: (left, ...rest) => rest.some((right) => compare(left, right) === 0),
    ne: (left, right) => compare(left, right) !== 0,
    lt: (left, right) => compare(left, right) < 0,
    le: (left, right) => compare(left, right) <= 0,
    gt: (left, right) => compare(left, right) > 0,
    ge: (left, right) => compare(left, right) >= 0,
    not: (value) => !isTruth(value),
    and: (...given) => given.find((value) => !isTruth(value)) ?? given.at(-1),
    or: (...given) => given.find(isTruth) ?? given.at(-1),
  } satisfies Record<string, Function>),
)

/** Text with what HTML reads otherwise escaped. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
