/**
 * Makes text safe to show. Names of files, arguments, processes and whatever a rules file says come from outside:
 * nothing in them may steer a terminal (control characters), turn the order of a line around (marks of direction), break
 * it, or hide.
 */
const hidden = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

const code = (character: string): string => (character.codePointAt(0) ?? 0).toString(16)

/** One line of text in which each such character is its number: `\u{1b}`, `\u{202e}`. */
export const visible = (text: string): string => text.replace(hidden, (character) => `\\u{${code(character)}}`)

/** JSON in which the same characters are escaped, which changes nothing for a program that reads it; keeps line ends. */
export const visibleJson = (json: string): string =>
  json.replace(hidden, (character) => (character === '\n' ? '\n' : `\\u${code(character).padStart(4, '0')}`))
