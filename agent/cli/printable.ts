/**
 * Makes text safe to show. Names of files, arguments and processes come from whoever is watched: nothing in them may
 * steer a terminal (control characters) or turn the order of a line around (directional characters).
 */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

const code = (character: string): string => (character.codePointAt(0) ?? 0).toString(16)

/** One line of text in which each unsafe character is its number: `\x1b`, `\u{202e}`. */
export const printable = (line: string): string =>
  line.replace(unsafe, (character) => {
    const hex = code(character)
    return hex.length <= 2 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
  })

/** JSON in which the same characters are escaped, which changes nothing for a program that reads it; keeps line ends. */
export const printableJson = (json: string): string =>
  json.replace(unsafe, (character) => (character === '\n' ? '\n' : `\\u${code(character).padStart(4, '0')}`))
