/**
 * Text of watched machines may hold characters that turn the order of a line around or that nobody sees. On the page
 * each is shown as its number.
 */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** The text with such characters made visible: `\u{202e}`. */
export const visibleText = (text: string): string =>
  text.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
