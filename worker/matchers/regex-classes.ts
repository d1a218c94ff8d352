/** Sets of characters that a pattern of Go names. */

/** Whether a character, by its number, is in the set. */
export type Test = (codePoint: number) => boolean

/** The set, or with `isFolded` the set in either case. */
export const folded = (test: Test, isFolded: boolean): Test => {
  if (!isFolded) return test
  return (codePoint) => {
    const character = String.fromCodePoint(codePoint)
    return [character, character.toLowerCase(), character.toUpperCase()].some((form) => test(form.codePointAt(0) ?? -1))
  }
}

/** Holds for the characters that a JavaScript class holds; `source` is one of the constants below or a checked name. */
const classOf = (source: string): Test => {
  const pattern = new RegExp(`^[${source}]$`, 'u')
  return (codePoint) => pattern.test(String.fromCodePoint(codePoint))
}

/** The set of a category or script, `\p{name}`, or undefined where there is none. */
export const unicodeClass = (name: string): Test | undefined => {
  if (!/^[A-Za-z_]{1,32}$/.test(name)) return undefined
  for (const source of [`\\p{${name}}`, `\\p{Script=${name}}`]) {
    try {
      return classOf(source)
    } catch {
      // Not a category: tried as a script, and undefined if it is none either.
    }
  }
  return undefined
}

/** `\d`, `\s` and `\w`. */
export const perlClasses: Readonly<Record<string, Test>> = {
  d: classOf('0-9'),
  s: classOf('\\t\\n\\f\\r '),
  w: classOf('0-9A-Za-z_'),
}
/** `[:name:]` inside a class. */
export const posixClasses: ReadonlyMap<string, Test> = new Map(
  Object.entries({
    alnum: classOf('0-9A-Za-z'),
    alpha: classOf('A-Za-z'),
    ascii: (codePoint) => codePoint < 128,
    blank: classOf('\\t '),
    cntrl: (codePoint) => codePoint < 32 || codePoint === 127,
    digit: classOf('0-9'),
    graph: (codePoint) => codePoint > 32 && codePoint < 127,
    lower: classOf('a-z'),
    print: (codePoint) => codePoint >= 32 && codePoint < 127,
    punct: classOf('!-\\/:-@\\[-`\\{-~'),
    space: classOf('\\t\\n\\v\\f\\r '),
    upper: classOf('A-Z'),
    word: classOf('0-9A-Za-z_'),
    xdigit: classOf('0-9A-Fa-f'),
  } satisfies Record<string, Test>),
)
