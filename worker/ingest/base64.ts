/** Base64 to exactly `length` bytes, or undefined. */
export const decodeBase64 = (text: string, length: number): Uint8Array<ArrayBuffer> | undefined => {
  if (text.length > Math.ceil(length / 3) * 4 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    return bytes.length === length ? bytes : undefined
  } catch {
    // Not base64 after all: the caller answers for it.
    return undefined
  }
}
