/** Alerts that differ only in time and number, as one: what goes from a shard to the correlator. */
import { Packr } from 'msgpackr'

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

const packr = new Packr({ useRecords: false, int64AsType: 'bigint' })

type Row = readonly [string, string, number, number, bigint, Uint8Array]

/** Folds as bytes, to be handed over in one piece. */
export const packFolds = (folds: readonly Fold[]): Uint8Array =>
  new Uint8Array(
    packr.pack(folds.map((fold): Row => [fold.node, fold.epoch, fold.count, fold.firstSeq, fold.firstNs, fold.sample])),
  )

/** What `packFolds` packed. */
export const unpackFolds = (bytes: Uint8Array): readonly Fold[] =>
  // Packed above, by the same worker.
  (packr.unpack(bytes) as Row[]).map(([node, epoch, count, firstSeq, firstNs, sample]) => ({
    node,
    epoch,
    count,
    firstSeq,
    firstNs: BigInt(firstNs),
    sample,
  }))
