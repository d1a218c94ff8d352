/** Builds the tree of a parsed piece of a file, with places, and guards it against aliases without end. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Place } from '../place.ts'
import { type Lines, offsetsOf, type ScalarSource } from './place-map.ts'
import { PlacedText } from './placed-text.ts'
import type { Entry, ScalarNode, YamlFault, YamlNode } from './yaml-tree.ts'

/** A part of a file that is parsed by itself. */
export interface Piece {
  readonly text: string
  /** Offset in the file. */
  readonly start: number
}

/** Aliases in one file; more are taken for an attempt to exhaust memory. */
const maxAliases = 1000

/** Collections inside collections; rules need five. */
const maxDepth = 64

/** What to do about collections that nest without end. */
export const tooDeepHint = `rules need five levels; ${maxDepth} are read`

const nullTexts = new Set(['', '~', 'null', 'Null', 'NULL'])

const styles: Readonly<Record<string, ScalarSource['style']>> = {
  QUOTE_DOUBLE: 'double',
  QUOTE_SINGLE: 'single',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
}

/** Makes nodes of one piece. */
export class TreeBuilder {
  readonly #lines: Lines
  readonly #piece: Piece
  /** Anchors of the whole file; an alias to one outside of the piece spoils its item, but is no fault. */
  readonly #anchors: ReadonlySet<string>
  /** How often something could not be built. */
  #spoilt = 0
  readonly #done = new Map<Node, YamlNode>()
  #aliases = 0
  /** Nodes that the one being built is inside of; an alias to one of them has no end. */
  readonly #open = new Set<Node>()
  readonly faults: YamlFault[] = []

  constructor(lines: Lines, piece: Piece, anchors: ReadonlySet<string>) {
    this.#lines = lines
    this.#piece = piece
    this.#anchors = anchors
  }

  /** The place of an offset in the piece. */
  placeAt(offset: number): Place {
    return this.#lines.placeAt(this.#piece.start + Math.min(offset, this.#piece.text.length))
  }

  /** The node with all that is in it; items of the outermost sequence that cannot be built are left out. */
  build(document: Document.Parsed, node: Node | null, at: Place): YamlNode {
    if (node === null) return { kind: 'scalar', text: '', isNull: true, at, placed: () => PlacedText.at('', at) }
    const known = this.#done.get(node)
    if (known !== undefined) return known
    const place = node.range === undefined || node.range === null ? at : this.placeAt(node.range[0])
    if (this.#open.has(node))
      return this.#fault(
        document,
        'an alias refers to what it is part of',
        at,
        'an alias (*name) cannot stand inside of what its anchor (&name) marks',
      )
    if (this.#open.size >= maxDepth)
      return this.#fault(document, 'collections are nested too deeply', place, tooDeepHint)
    this.#open.add(node)
    const built = this.#node(document, node, place)
    this.#open.delete(node)
    this.#done.set(node, built)
    return built
  }

  #fault(document: Document.Parsed, message: string, at: Place, hint: string): YamlNode {
    this.#spoilt++
    this.faults.push({ message, at, hint })
    return this.build(document, null, at)
  }

  #node(document: Document.Parsed, node: Node, at: Place): YamlNode {
    if (isAlias(node)) return this.#alias(document, node, at)
    if (isMap<Node, Node | null>(node)) {
      const entries = node.items.map((pair): Entry => {
        const key = this.build(document, pair.key, at)
        return {
          key: key.kind === 'scalar' ? key.text : '',
          keyAt: key.at,
          value: this.build(document, pair.value, key.at),
        }
      })
      return { kind: 'mapping', entries, at }
    }
    if (isSeq<Node>(node)) return { kind: 'sequence', items: this.#items(document, node.items, at), at }
    return this.#scalar(node, at)
  }

  #items(document: Document.Parsed, nodes: readonly Node[], at: Place): readonly YamlNode[] {
    const isOutermost = this.#open.size === 1
    return nodes.flatMap((node) => {
      const before = this.#spoilt
      const built = this.build(document, node, at)
      return isOutermost && this.#spoilt > before ? [] : [built]
    })
  }

  #alias(document: Document.Parsed, node: Node, at: Place): YamlNode {
    if (!isAlias(node)) throw new Error('not an alias')
    if (++this.#aliases > maxAliases)
      return this.#fault(document, `more than ${maxAliases} aliases`, at, 'use lists and macros to say a thing once')
    const target = node.resolve(document)
    if (target !== undefined) return this.build(document, target, at)
    if (!this.#anchors.has(node.source))
      return this.#fault(document, 'unknown anchor', at, `no '&${node.source}' stands before it in this document`)
    this.#spoilt++
    return this.build(document, null, at)
  }

  #scalar(node: Node, at: Place): ScalarNode {
    if (!isScalar(node) || node.range === undefined || node.range === null)
      throw new Error('not a node of a parsed file')
    const text = String(node.value ?? '')
    const style = styles[node.type ?? ''] ?? 'plain'
    const source = { style, start: node.range[0], end: node.range[1] }
    return {
      kind: 'scalar',
      text,
      isNull: style === 'plain' && nullTexts.has(text) && node.tag === undefined,
      at,
      placed: () => {
        let offsets: Uint32Array | undefined
        return PlacedText.mapped(text, (offset) => {
          offsets ??= offsetsOf(this.#piece.text, source, text)
          return this.placeAt(offsets[offset] ?? source.end)
        })
      },
    }
  }
}
