/** What may come with an error of the native part. */
interface Details {
  readonly hint?: string | undefined
  readonly program?: string | undefined
  readonly log?: string | undefined
  readonly cause?: unknown
}

/**
 * A fault of the world below: the kernel, the build or the machine. `code` is stable (`NATIVE_…`), `hint` says what to
 * do; of a program that the kernel refused, `program` is its name and `log` the last lines of the verifier.
 */
export class NativeError extends Error {
  readonly code: string
  readonly hint: string | undefined
  readonly program: string | undefined
  readonly log: string | undefined

  constructor(code: string, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'NativeError'
    this.code = code
    this.hint = details.hint
    this.program = details.program
    this.log = details.log
  }
}

const textOf = (error: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}

/** Makes an error that the addon threw into a NativeError, whatever it was. */
export function nativeErrorOf(thrown: unknown): NativeError {
  if (thrown instanceof NativeError) return thrown
  if (!(thrown instanceof Error)) return new NativeError('NATIVE_FAILED', String(thrown), { cause: thrown })
  return new NativeError(textOf(thrown, 'code') ?? 'NATIVE_FAILED', thrown.message, {
    program: textOf(thrown, 'program'),
    log: textOf(thrown, 'log'),
    cause: thrown,
  })
}
