/**
 * Bytes of 128 and more that `\xNN` puts into a text are not characters; they travel as lone surrogates, U+DC80 to
 * U+DCFF, and become bytes again when the text does.
 */

const base = 0xdc00

/** The character that stands for a byte. */
export const characterOf = (byte: number): string => String.fromCharCode(byte < 0x80 ? byte : base + byte)

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** The bytes of a text: UTF-8, and what `characterOf` has put into it. */
export function bytesOf(text: string): Uint8Array {
  if (!/[\udc80-\udcff]/.test(text)) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (code >= base + 0x80 && code <= base + 0xff) bytes.push(code - base)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

/** A text to show to people; bytes that are not UTF-8 become U+FFFD. */
export const shown = (text: string): string => (/[\udc80-\udcff]/.test(text) ? decoder.decode(bytesOf(text)) : text)
