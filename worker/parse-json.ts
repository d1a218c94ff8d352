/** The value that JSON bytes hold, or undefined where they are no JSON. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // Not JSON: undefined fails whatever shape the caller expects, and the caller says so.
    return undefined
  }
}
