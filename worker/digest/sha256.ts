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
const state = new Uint32Array(8)
const encoder = new TextEncoder()
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let message = new Uint8Array(4096)

/** SHA-256 of UTF-8 text, in hex. */
export const sha256Hex = (text: string): string => {
  const length = padded(text)
  state.set(initial)
  for (let offset = 0; offset < length; offset += 64) compress(offset)
  let hex = ''
  for (const word of state) hex += hexOf(word >>> 24) + hexOf(word >>> 16) + hexOf(word >>> 8) + hexOf(word)
  return hex
}

const hexOf = (word: number): string => hexOfByte[word & 0xff] ?? ''

/** Writes the padded text to `message`, and returns the length of it all. */
const padded = (text: string): number => {
  if (message.length < 3 * text.length + 72) message = new Uint8Array(6 * text.length + 72)
  const { written } = encoder.encodeInto(text, message)
  const length = (((written + 8) >> 6) + 1) << 6
  message.fill(0, written, length)
  message[written] = 0x80
  const view = new DataView(message.buffer)
  view.setUint32(length - 8, Math.floor(written / 2 ** 29))
  view.setUint32(length - 4, (written << 3) >>> 0)
  return length
}

const rotate = (word: number, count: number): number => (word >>> count) | (word << (32 - count))
const at = (words: Uint32Array, index: number): number => words[index] ?? 0
const byteAt = (index: number): number => message[index] ?? 0

const wordAt = (index: number): number =>
  (byteAt(index) << 24) | (byteAt(index + 1) << 16) | (byteAt(index + 2) << 8) | byteAt(index + 3)

const compress = (offset: number): void => {
  for (let index = 0; index < 16; index++) schedule[index] = wordAt(offset + index * 4)
  for (let index = 16; index < 64; index++) {
    const early = at(schedule, index - 15)
    const late = at(schedule, index - 2)
    const small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    schedule[index] = at(schedule, index - 16) + small0 + at(schedule, index - 7) + small1
  }
  let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)]
  let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)]
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
  state[0] = at(state, 0) + a
  state[1] = at(state, 1) + b
  state[2] = at(state, 2) + c
  state[3] = at(state, 3) + d
  state[4] = at(state, 4) + e
  state[5] = at(state, 5) + f
  state[6] = at(state, 6) + g
  state[7] = at(state, 7) + h
}
