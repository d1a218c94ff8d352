/**
 * Self-test vectors: records in the order in which they are to be judged, each with the rules that the reference
 * evaluator says it matches. Every rule counts as enabled, and all that match are told.
 *
 *     0    u32       number of vectors
 *     4    …         the vectors, one after another:
 *            u32     bytes of the record
 *            u32     number of rules that it matches
 *            u32     index of each, ascending
 *            …       the record
 */

/** One record and the indexes of the rules that it matches, ascending. */
export interface Vector {
  readonly record: Uint8Array<ArrayBuffer>
  readonly matches: readonly number[]
}

/** Vectors as the bytes of a bundle. */
export function encodeVectors(vectors: readonly Vector[]): Uint8Array<ArrayBuffer> {
  const sizes = vectors.map(({ record, matches }) => 8 + matches.length * 4 + record.length)
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 4))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, vectors.length, true)
  let at = 4
  for (const { record, matches } of vectors) {
    for (const number of [record.length, matches.length, ...matches]) {
      view.setUint32(at, number, true)
      at += 4
    }
    bytes.set(record, at)
    at += record.length
  }
  return bytes
}

/** The vectors of a bundle; throws if the bytes are not whole. No bytes are no vectors. */
export function decodeVectors(bytes: Uint8Array): readonly Vector[] {
  if (bytes.length === 0) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const number = (): number => {
    if (at + 4 > bytes.length) throw new Error('the self-test vectors are cut short')
    at += 4
    return view.getUint32(at - 4, true)
  }
  const vectors: Vector[] = []
  for (let left = number(); left > 0; left--) {
    const size = number()
    const matches: number[] = []
    for (let rules = number(); rules > 0; rules--) matches.push(number())
    if (at + size > bytes.length) throw new Error('the self-test vectors are cut short')
    vectors.push({ record: new Uint8Array(bytes.slice(at, at + size)), matches })
    at += size
  }
  if (at !== bytes.length) throw new Error('the self-test vectors have bytes too many')
  return vectors
}
