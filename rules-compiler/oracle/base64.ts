/** Base64 as Falco decodes it: padding may be left out, bits beyond the last byte must be zero, nothing else may occur. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The decoded bytes, or null if the text is no base64. */
export function decodeBase64(text: Uint8Array): Uint8Array | null {
  const input = String.fromCharCode(...text).replace(/={1,2}$/, '')
  if (input === '') return text.length === 0 ? new Uint8Array() : null
  if (input.length % 4 === 1) return null
  let bits = 0
  let count = 0
  const bytes: number[] = []
  for (const character of input) {
    const value = alphabet.indexOf(character)
    if (value === -1) return null
    bits = (bits << 6) | value
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 255)
    bits &= (1 << count) - 1
  }
  return bits === 0 ? Uint8Array.from(bytes) : null
}
