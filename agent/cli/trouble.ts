/** An error in words for the person at the terminal: what failed, what the kernel said of it, and what to do. */
export function describeTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isOurs = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
  return [
    isOurs ? (error.stack ?? error.message) : error.message,
    ...detail(error, 'log').split('\n'),
    detail(error, 'hint'),
    ...(error.cause === undefined ? [] : [because(error)]),
  ]
    .filter((line) => line !== '')
    .join('\n  ')
}

/** What errors of this project carry besides their message: `hint`, and `log` with the last lines of the verifier. */
const detail = (error: Error, name: 'hint' | 'log'): string => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : ''
}

/** The cause in words, unless it only says the same again. */
function because(error: Error): string {
  const words = describeTrouble(error.cause)
  return words.startsWith(error.message) ? '' : `because: ${words}`
}
