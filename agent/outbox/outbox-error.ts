/** A fault of the world around the outbox, with what to do. */
export class OutboxError extends Error {
  /** `OUTBOX_IN_USE`, `OUTBOX_CLOSED`, `OUTBOX_UNREADABLE`. */
  readonly code: string
  readonly hint: string
  constructor(code: string, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'OutboxError'
    this.code = code
    this.hint = hint
  }
}
