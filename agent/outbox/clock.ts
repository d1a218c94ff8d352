/** Time, passed in. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Answers after so long, or at once when the signal comes. */
  after(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      signal.addEventListener('abort', end)
    }),
}
