/** A disk for tests: it stops in the middle of a write, forgets names that were not synced, fills up and goes bad. */
import type { FileSystem } from './file-system.ts'

/** The process ended in the middle of what it did to the disk. */
export class Crash extends Error {}

/** Holds files in memory; `crash` is what a power cut leaves. */
export class TornDisk implements FileSystem {
  readonly #random: () => number
  #files = new Map<string, Uint8Array>()
  /** Names whose making or removing is not synced yet, with what was there before. */
  #unsynced = new Map<string, Uint8Array | undefined>()
  /** The process ends in the middle of that many operations from now. */
  crashIn = Number.POSITIVE_INFINITY
  /** Bytes that all files may have together. */
  capacity = Number.POSITIVE_INFINITY
  #isDead = false
  operations = 0

  constructor(random: () => number) {
    this.#random = random
  }

  /** Starts the machine again: each name that was not synced is as before or as after. */
  restart(): void {
    for (const [name, before] of this.#unsynced)
      if (this.#random() < 0.5) {
        if (before === undefined) this.#files.delete(name)
        else this.#files.set(name, before)
      }
    this.#unsynced.clear()
    this.#isDead = false
    this.crashIn = Number.POSITIVE_INFINITY
  }

  /** Changes one byte of a file; answers its name, or undefined if there is nothing to change. */
  corrupt(matches: RegExp): string | undefined {
    const names = [...this.#files].filter(([name, bytes]) => matches.test(name) && bytes.length > 0)
    const [name, bytes] = names[Math.floor(this.#random() * names.length)] ?? []
    if (name === undefined || bytes === undefined) return undefined
    const at = Math.floor(this.#random() * bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 + Math.floor(this.#random() * 255))
    return name
  }

  names(): readonly string[] {
    return [...this.#files.keys()].sort()
  }

  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { length }) => sum + length, 0)
  }

  /** Ends the process if it is time. `part` does a part of the operation. */
  async #step(part: () => void = () => {}): Promise<void> {
    if (this.#isDead) throw new Crash()
    this.operations++
    if (--this.crashIn >= 0) return
    this.#isDead = true
    part()
    throw new Crash()
  }

  async makeFolder(): Promise<void> {}

  async list(folder: string): Promise<readonly string[]> {
    const prefix = `${folder}/`
    return this.names()
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
  }

  async size(name: string): Promise<number | undefined> {
    return this.#files.get(name)?.length
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return (this.#files.get(name) ?? new Uint8Array(0)).slice(offset, offset + length)
  }

  async write(name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const before = this.#files.get(name)
    await this.#step(() => this.#put(name, before, offset, bytes.subarray(0, this.#random() * bytes.length)))
    const room = this.capacity - this.bytes + Math.max(0, (before?.length ?? 0) - offset)
    if (bytes.length > room) {
      this.#put(name, before, offset, bytes.subarray(0, Math.max(0, room)))
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    }
    this.#put(name, before, offset, bytes)
  }

  #put(name: string, before: Uint8Array | undefined, offset: number, bytes: Uint8Array): void {
    const after = new Uint8Array(Math.max(before?.length ?? 0, offset + bytes.length))
    after.set(before ?? [])
    after.set(bytes, offset)
    this.#files.set(name, after)
    if (before === undefined) this.#unsynced.set(name, undefined)
  }

  async truncate(name: string, length: number): Promise<void> {
    await this.#step()
    this.#files.set(name, (this.#files.get(name) ?? new Uint8Array(0)).slice(0, length))
  }

  async remove(name: string): Promise<void> {
    await this.#step()
    if (!this.#unsynced.has(name)) this.#unsynced.set(name, this.#files.get(name))
    this.#files.delete(name)
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#step()
    const isIn = (name: string): boolean => (folder === '.' ? !name.includes('/') : name.startsWith(`${folder}/`))
    for (const name of [...this.#unsynced.keys()]) if (isIn(name)) this.#unsynced.delete(name)
  }

  async lock(): Promise<() => Promise<void>> {
    return async () => {}
  }
}
