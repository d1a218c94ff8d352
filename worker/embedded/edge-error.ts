/** What can stop an embedded edge from starting. */
export type EdgeErrorCode =
  | 'EDGE_PORT_IN_USE'
  | 'EDGE_DATA_NOT_WRITABLE'
  | 'EDGE_ALREADY_RUNNING'
  | 'EDGE_BUILD_FAILED'
  | 'EDGE_NOT_STARTED'

/** A failure of the embedded edge; the message is one line that says what to do. */
export class EdgeError extends Error {
  readonly code: EdgeErrorCode
  constructor(code: EdgeErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
