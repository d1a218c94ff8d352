/**
 * Tries of names as the programs in the kernel walk them (eyas_node in bpf/shared.h): a node lies at the base of the one
 * before plus the next byte, so that a step is one look at memory.
 */

/** One of `EventFilter.names` in schema/kernel-filter.ts, as far as it is used here. */
export interface NameLookup {
  readonly fact: string
  readonly absent: string
  readonly exact: readonly { readonly text: string; readonly mask: string }[]
  readonly prefixes: readonly { readonly text: string; readonly mask: string }[]
}

/** Bytes of a node. */
export const nodeBytes = 40
/** Nodes of the tries of one rule set, as EYAS_FILTER_NODES. */
export const nodesOfSet = 32768

const everything = 2n ** 64n - 1n
const maskOf = (digits: string): bigint => BigInt(`0x${digits}`)

/** The two masks of a place, of the two lookups that share a trie. */
type Masks = [bigint, bigint]

interface Place {
  readonly children: Map<number, Place>
  /** What a text leaves that goes on from here and is in the trie no further; null is as before. */
  readonly prefixes: [bigint | null, bigint | null]
  readonly exacts: [bigint | null, bigint | null]
}

const newPlace = (): Place => ({ children: new Map(), prefixes: [null, null], exacts: [null, null] })

function placeOf(root: Place, text: string): Place {
  let at = root
  for (const character of text) {
    const byte = character.charCodeAt(0)
    const next = at.children.get(byte) ?? newPlace()
    at.children.set(byte, next)
    at = next
  }
  return at
}

function treeOf(lookups: readonly [NameLookup | undefined, NameLookup | undefined]): Place {
  const root = newPlace()
  for (const [which, lookup] of lookups.entries()) {
    const slot = which === 0 ? 0 : 1
    root.prefixes[slot] = everything
    for (const { text, mask } of lookup?.prefixes ?? []) placeOf(root, text).prefixes[slot] = maskOf(mask)
    for (const { text, mask } of lookup?.exact ?? []) placeOf(root, text).exacts[slot] = maskOf(mask)
  }
  return root
}

/** The nodes of all tries of one of the two rule sets, 0 or 1, that the kernel has room for. */
export class NameTries {
  /** As they lie in the kernel, from the first node of the set. */
  readonly bytes = new Uint8Array(nodesOfSet * nodeBytes)
  readonly #view = new DataView(this.bytes.buffer)
  readonly #first: number
  readonly #taken = new Uint8Array(nodesOfSet)
  /** No place before this one is free. Place 0 of the first set is no node. */
  #free = 1

  constructor(set: number) {
    this.#first = set * nodesOfSet
  }

  /** Adds a trie of two lookups; answers the number of its first node, or null if there is no room. */
  add(...lookups: readonly [NameLookup | undefined, NameLookup | undefined]): number | null {
    const root = treeOf(lookups)
    const at = this.#placeFor([0], 1)
    if (at === null) return null
    this.#taken[at] = 1
    return this.#write(root, at, 0xffffffff, [everything, everything]) ? this.#first + at : null
  }

  /** The smallest base, not below `from`, with which all the bytes fall on free places. */
  #placeFor(bytes: readonly number[], from: number): number | null {
    while (this.#free < nodesOfSet && this.#taken[this.#free] === 1) this.#free++
    const [lowest = 0] = bytes
    for (let base = Math.max(from, this.#free - lowest); base + 255 < nodesOfSet; base++) {
      if (bytes.every((byte) => this.#taken[base + byte] === 0)) return base
    }
    return null
  }

  #write(place: Place, at: number, check: number, before: Masks): boolean {
    const { children, prefixes, exacts } = place
    const leaves: Masks = [prefixes[0] ?? before[0], prefixes[1] ?? before[1]]
    const bytes = [...children.keys()].sort((a, b) => a - b)
    const base = bytes.length === 0 ? 0 : this.#placeFor(bytes, 1)
    if (base === null) return false
    const start = at * nodeBytes
    this.#view.setUint32(start, bytes.length === 0 ? 0 : this.#first + base, true)
    this.#view.setUint32(start + 4, check, true)
    for (const slot of [0, 1] as const) {
      this.#view.setBigUint64(start + 8 + slot * 8, leaves[slot], true)
      this.#view.setBigUint64(start + 24 + slot * 8, exacts[slot] ?? leaves[slot], true)
    }
    for (const byte of bytes) this.#taken[base + byte] = 1
    return [...children].every(([byte, child]) => this.#write(child, base + byte, this.#first + at, leaves))
  }
}
