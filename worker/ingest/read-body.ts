/**
 * The body of a request, or undefined as soon as it is known to be larger than `maxBytes`. One that names its length
 * is read in one piece: the runtime holds it to that length.
 */
export const readBody = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const named = request.headers.get('content-length')
  if (named === null) return readChunks(request, maxBytes)
  return Number(named) > maxBytes ? undefined : new Uint8Array(await request.arrayBuffer())
}

const readChunks = async (request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  const body = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.length
  }
  return body
}
