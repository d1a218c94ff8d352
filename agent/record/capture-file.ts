/** The file that a capture goes to, compressed or not. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { writeTrouble } from '../file-trouble.ts'

/** Fast: a capture shrinks to a tenth already. */
const level = 1

/** A file that is written to its end, or the reason why not; only its owner may read it, as it may hold secrets. */
export class CaptureFile {
  readonly #path: string
  readonly #first: Writable
  readonly #done: Promise<void>
  #trouble: unknown
  /** Bytes before compression. */
  bytes = 0

  constructor(path: string, isCompressed: boolean) {
    this.#path = path
    const file = createWriteStream(path, { mode: 0o600 })
    this.#done = finished(file)
    this.#first = file
    if (isCompressed) {
      this.#first = createGzip({ level })
      this.#first.pipe(file)
    }
    this.#done.catch((error: unknown) => {
      this.#trouble = error
      this.#first.destroy()
    })
  }

  /** Resolves when more may be written. Throws if the file cannot be. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#refuseTrouble()
    this.bytes += bytes.length
    if (this.#first.write(bytes)) return
    try {
      await Promise.race([once(this.#first, 'drain'), this.#done])
    } catch (error) {
      throw this.#unwritable(this.#trouble ?? error)
    }
    this.#refuseTrouble()
  }

  /** Resolves once all of it is in the file. */
  async end(): Promise<void> {
    this.#first.end()
    await this.#done.catch(() => {})
    this.#refuseTrouble()
  }

  #refuseTrouble(): void {
    if (this.#trouble !== undefined) throw this.#unwritable(this.#trouble)
  }

  #unwritable(cause: unknown): Error {
    const words = writeTrouble(cause)
    const message = `the capture cannot be written to ${this.#path}`
    return words === undefined ? new Error(message, { cause }) : new Error(`${message}: ${words}`)
  }
}
