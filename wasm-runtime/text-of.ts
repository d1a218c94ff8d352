/** Bytes of UTF-8 as text. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Beyond so many bytes the decoder is the faster one. */
const short = 24
const beyondAscii = 0x80

/** The text; what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  const { length } = bytes
  if (length > short) return decoder.decode(bytes)
  let text = ''
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0
    if (byte >= beyondAscii) return decoder.decode(bytes)
    text += String.fromCharCode(byte)
  }
  return text
}
