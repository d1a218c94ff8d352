/** SHA-256 (FIPS 180-4) without promises, for names derived from content. Signatures and the chain use WebCrypto. */

const roots = (power: number): Uint32Array => {
  const words: number[] = []
  for (let candidate = 2; words.length < (power === 2 ? 8 : 64); candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false
    if (isPrime) words.push(fractionOfRoot(BigInt(candidate), power))
  }
  return Uint32Array.from(words)
}

/** The first 32 bits of the fraction of a square or cube root, found by bisection. */
const fractionOfRoot = (prime: bigint, power: number): number => {
  const scaled = prime << BigInt(32 * power)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** BigInt(power) <= scaled) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}

const initial = roots(2)
const constants = roots(3)
const schedule = new Uint32Array(64)

/** SHA-256 of UTF-8 text, in hex. */
export const sha256Hex = (text: string): string => {
  const message = padded(new TextEncoder().encode(text))
  const state = Uint32Array.from(initial)
  for (let offset = 0; offset < message.byteLength; offset += 64) compress(state, message, offset)
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}

const padded = (bytes: Uint8Array): DataView => {
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) << 6))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n)
  return view
}

const rotate = (word: number, count: number): number => (word >>> count) | (word << (32 - count))
const at = (words: Uint32Array, index: number): number => words[index] ?? 0

const compress = (state: Uint32Array, message: DataView, offset: number): void => {
  for (let index = 0; index < 16; index++) schedule[index] = message.getUint32(offset + index * 4)
  for (let index = 16; index < 64; index++) {
    const early = at(schedule, index - 15)
    const late = at(schedule, index - 2)
    const small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    schedule[index] = at(schedule, index - 16) + small0 + at(schedule, index - 7) + small1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + big1 + ((e & f) ^ (~e & g)) + at(constants, index) + at(schedule, index)) | 0
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const round = [a, b, c, d, e, f, g, h]
  for (let index = 0; index < 8; index++) state[index] = at(state, index) + (round[index] ?? 0)
}
