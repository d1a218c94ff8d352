/** Comparing memory with constant bytes, as few wide loads as it takes. */

const widths = [8, 4, 2, 1] as const

function word(bytes: Uint8Array, at: number, width: number): string {
  let value = 0n
  for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i] ?? 0)
  return `0x${value.toString(16)}`
}

/** The first bytes, at most eight, as a word of memory order. */
export const firstWord = (bytes: Uint8Array): string => word(bytes, 0, Math.min(bytes.length, 8))

const at = (offset: number): string => (offset === 0 ? '' : `, ${offset}`)

/** A condition: the bytes at `address` are these. The last load may overlap the one before. */
export function equalBytes(address: string, bytes: Uint8Array): string {
  const width = widths.find((candidate) => candidate <= bytes.length)
  if (width === undefined) return 'true'
  const offsets: number[] = []
  for (let offset = 0; offset + width <= bytes.length; offset += width) offsets.push(offset)
  if (bytes.length % width !== 0) {
    // Three bytes are a load of two and one of one; longer ends overlap.
    if (width === 2)
      return `${equalBytes(address, bytes.subarray(0, 2))} && load<u8>(${address}, 2) == ${word(bytes, 2, 1)}`
    offsets.push(bytes.length - width)
  }
  const type = `u${width * 8}`
  return offsets.map((offset) => `load<${type}>(${address}${at(offset)}) == ${word(bytes, offset, width)}`).join(' && ')
}
