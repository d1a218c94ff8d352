/** The lookups of the kernel filter, built for user space from the headers of the programs in the kernel. */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ends, facts, filtersAsBytes, type TypeFilter } from '../kernel-filter.ts'
import { buildFolder } from '../paths.ts'

/** What the programs in the kernel would read of an event. */
export interface CheckedEvent {
  /** Numbers and bits by name of the fact; undefined is absent, and what is not here is not known. */
  readonly facts: Readonly<Record<string, bigint | number | undefined>>
  /** The word that user space has answered for the process; undefined if it has not answered. */
  readonly word: bigint | undefined
  /** 16 bytes in network order each, by name of the fact. */
  readonly ends: Readonly<Record<string, Uint8Array | undefined>>
  /** The directory that a relative name starts from. */
  readonly base: Uint8Array | undefined
  readonly raw: Uint8Array | undefined
  /** The name of the file that was found. */
  readonly found: Uint8Array | undefined
  readonly isCut: boolean
}

interface Addon {
  setNodes(bytes: Uint8Array): void
  setFilter(bytes: Uint8Array): void
  clausesOf(event: Uint8Array): bigint
}

const factsAt = 8
const knownAt = factsAt + 16 * 8
const endsAt = knownAt + 16
const textsAt = endsAt + ends.length * 16 + 16

/** An event as struct packed_event of filter-check.c. */
function packed({ facts: values, word, ends: addresses, base, raw, found, isCut }: CheckedEvent): Uint8Array {
  const texts = [base, raw, found]
  const bytes = new Uint8Array(textsAt + texts.reduce((sum, text) => sum + (text?.length ?? 0), 0))
  const view = new DataView(bytes.buffer)
  let [known, absent] = [0, 0]
  for (const [name, value] of Object.entries(values)) {
    const index = facts.indexOf(name)
    if (index === -1) continue
    known |= 1 << index
    if (value === undefined) absent |= 1 << index
    else view.setBigInt64(factsAt + index * 8, BigInt(value), true)
  }
  view.setBigUint64(0, word ?? 2n ** 64n - 1n, true)
  view.setUint32(knownAt, known, true)
  view.setUint32(knownAt + 4, absent, true)
  view.setUint32(knownAt + 8, word === undefined ? 0 : 1, true)
  view.setUint32(knownAt + 12, isCut ? 1 : 0, true)
  for (const [i, name] of ends.entries()) bytes.set(addresses[name] ?? [], endsAt + i * 16)
  let at = textsAt
  for (const [i, text] of texts.entries()) {
    view.setInt32(textsAt - 16 + i * 4, text?.length ?? -1, true)
    bytes.set(text ?? [], at)
    at += text?.length ?? 0
  }
  return bytes
}

function load(): Addon {
  const folder = `${buildFolder}testing`
  mkdirSync(folder, { recursive: true })
  const output = `${folder}/filter-check-${process.pid}.node`
  const require = createRequire(import.meta.url)
  const headers = join(dirname(require.resolve('node-api-headers')), 'include')
  const source = fileURLToPath(new URL('./filter-check.c', import.meta.url))
  const options = ['-O2', '-Wall', '-Wextra', '-Werror', '-Wno-sign-compare', '-fPIC', '-shared', '-DNAPI_VERSION=8']
  execFileSync('gcc', [...options, '-I', headers, '-o', output, source])
  // Our own C file, whose exports are those of Addon.
  return require(output) as Addon
}

/** Answers what the kernel would; one filter at a time. */
export class FilterCheck {
  readonly #addon = load()

  /** Puts the filter of one type in force; what was known of directories is forgotten by its epoch. */
  use(filter: TypeFilter): void {
    const { byCode, nodes } = filtersAsBytes([filter], 0)
    const bytes = byCode.get(filter.code)
    if (bytes === undefined) throw new Error('a filter has bytes')
    this.#addon.setNodes(nodes)
    this.#addon.setFilter(bytes)
  }

  /** The clauses that are left of an event. */
  clausesOf(event: CheckedEvent): bigint {
    return this.#addon.clausesOf(packed(event))
  }
}
