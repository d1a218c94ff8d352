/** The bodies that the edge refused for good: the newest 64, for people to look at. */
import type { Held } from './epoch-log.ts'
import type { FileSystem } from './file-system.ts'

const folder = 'rejected'
const maxFiles = 64

/** Which batches will never be sent again, since the outbox was opened. */
export class SetAside {
  readonly #files: FileSystem
  readonly #batches = new Set<string>()

  constructor(files: FileSystem) {
    this.#files = files
  }

  makeFolder(): Promise<void> {
    return this.#files.makeFolder(folder)
  }

  has({ epoch, number }: Held): boolean {
    return this.#batches.has(`${epoch}/${number}`)
  }

  /** Writes the body, makes room by removing the oldest, and answers with the file's name. */
  async add(batch: { readonly epoch: string; readonly number: number; readonly body: Uint8Array }): Promise<string> {
    const file = `${batch.epoch}-${batch.number}.batch`
    await this.#files.write(`${folder}/${file}`, 0, batch.body)
    await this.#files.syncFolder(folder)
    const others = (await this.#files.list(folder)).filter((other) => other !== file)
    for (const old of others.slice(0, Math.max(0, others.length + 1 - maxFiles)))
      await this.#files.remove(`${folder}/${old}`)
    this.#batches.add(`${batch.epoch}/${batch.number}`)
    return `${folder}/${file}`
  }
}
