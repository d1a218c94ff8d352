/** Which alerts go when not all can be kept: the lowest priority first, the oldest of a priority first. */
import { priorities } from '#schema/priority'

/** Bytes held of each rank of priority, most severe first. */
export type BytesByRank = number[]

/** No bytes of any rank. */
export const noBytes = (): BytesByRank => priorities.map(() => 0)

/** Asked of each alert from the oldest to the newest, answers whether it is to be shed so that `excess` bytes go. */
export function chooseShed(held: Readonly<BytesByRank>, excess: number): (rank: number, bytes: number) => boolean {
  let threshold = held.length - 1
  let left = excess
  while (threshold > 0 && (held[threshold] ?? 0) < left) left -= held[threshold--] ?? 0
  return (rank, bytes) => {
    if (rank !== threshold || left <= 0) return rank > threshold
    left -= bytes
    return true
  }
}
