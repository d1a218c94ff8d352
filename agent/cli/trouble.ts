/** An error in words for the person at the terminal: what failed and, where it says so, what to do. */
export function describeTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const hint = 'hint' in error && typeof error.hint === 'string' ? `\n  ${error.hint}` : ''
  const cause = error.cause === undefined ? '' : `\n  because: ${describeTrouble(error.cause)}`
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return `${isOurs ? (error.stack ?? error.message) : error.message}${hint}${cause}`
}
