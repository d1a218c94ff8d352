/**
 * Characters that a terminal would obey or that change the order in which text is read: controls, marks of direction,
 * breaks of lines, surrogates without their half. Shown as they are, a rules file could forge what is said about it.
 */
const hidden = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu

/** The text with such characters as `\u{…}`. */
export const visible = (text: string): string =>
  text.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
