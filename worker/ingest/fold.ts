/** Alerts that differ only in time and number, as one: what goes from a shard to the correlator. */

/** Repeats of one alert of one epoch of a node. */
export interface Fold {
  readonly node: string
  readonly epoch: string
  readonly count: number
  /** The number and the time of the earliest of them. */
  readonly firstSeq: number
  readonly firstNs: bigint
  /** The latest of them, as its node packed it. */
  readonly sample: Uint8Array
}

/**
 * How far apart the alerts of one fold may lie: the time for which a key keeps an incident going. Within it, the folded
 * alerts are connected by each of the keys that they share, whatever came between them.
 */
export const maxFoldNs = 30n * 60n * 1_000_000_000n

/** Bytes before the sample of each fold: the place of its stream, its count, first number, first time, sample length. */
const headBytes = 28

const encoder = new TextEncoder()
const utf8 = new TextDecoder()

/**
 * Folds as bytes, to be handed over in one piece:
 *
 *     u32 length of the streams, the streams as JSON: [node, epoch], …
 *     of each fold: u32 stream, u32 count, f64 firstSeq, u64 firstNs, u32 length of the sample, the sample
 */
export const packFolds = (folds: readonly Fold[]): Uint8Array => {
  const places = new Map<string, number>()
  const streams: (readonly [string, string])[] = []
  const placeOf = ({ node, epoch }: Fold): number => {
    const key = `${epoch}${node}`
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, streams.length)
    return streams.push([node, epoch]) - 1
  }
  const foldStreams = folds.map(placeOf)
  const names = encoder.encode(JSON.stringify(streams))
  const length = folds.reduce((sum, { sample }) => sum + headBytes + sample.length, 4 + names.length)
  const bytes = new Uint8Array(length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, names.length)
  bytes.set(names, 4)
  let at = 4 + names.length
  folds.forEach(({ count, firstSeq, firstNs, sample }, index) => {
    view.setUint32(at, foldStreams[index] ?? 0)
    view.setUint32(at + 4, count)
    view.setFloat64(at + 8, firstSeq)
    view.setBigUint64(at + 16, firstNs)
    view.setUint32(at + 24, sample.length)
    bytes.set(sample, at + headBytes)
    at += headBytes + sample.length
  })
  return bytes
}

/** What `packFolds` packed; samples are views of the bytes. */
export const unpackFolds = (bytes: Uint8Array): readonly Fold[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const namesEnd = 4 + view.getUint32(0)
  // Packed above, by the same worker.
  const streams = JSON.parse(utf8.decode(bytes.subarray(4, namesEnd))) as (readonly [string, string])[]
  const folds: Fold[] = []
  for (let at = namesEnd; at < bytes.length; ) {
    const [node = '', epoch = ''] = streams[view.getUint32(at)] ?? []
    const end = at + headBytes + view.getUint32(at + 24)
    folds.push({
      node,
      epoch,
      count: view.getUint32(at + 4),
      firstSeq: view.getFloat64(at + 8),
      firstNs: view.getBigUint64(at + 16),
      sample: bytes.subarray(at + headBytes, end),
    })
    at = end
  }
  return folds
}
