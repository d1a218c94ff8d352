/** A rules file as a tree of nodes that know their places; every scalar is text, as Falco reads it. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml'
import type { Place } from '../place.ts'
import { Lines, offsetsOf, type ScalarSource } from './place-map.ts'
import { PlacedText } from './placed-text.ts'

/** A scalar; `isNull` if it is written plainly and is empty, `~` or `null`. */
export interface ScalarNode {
  readonly kind: 'scalar'
  readonly text: string
  readonly isNull: boolean
  readonly at: Place
  /** The text with the places of its characters. */
  readonly placed: () => PlacedText
}

/** A sequence. */
export interface SequenceNode {
  readonly kind: 'sequence'
  readonly items: readonly YamlNode[]
  readonly at: Place
}

/** A key of a mapping with its value. */
export interface Entry {
  readonly key: string
  readonly keyAt: Place
  readonly value: YamlNode
}

/** A mapping; of a key that is written twice the first counts. */
export interface MappingNode {
  readonly kind: 'mapping'
  readonly entries: readonly Entry[]
  readonly at: Place
}

/** A node of a rules file. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode

/** What is wrong with the text of a file. */
export interface YamlFault {
  readonly message: string
  readonly at: Place
}

/** The documents of a file, empty ones left out, or what is wrong with it. */
export interface YamlFile {
  readonly documents: readonly YamlNode[]
  readonly faults: readonly YamlFault[]
}

/** Aliases in one file; more are taken for an attempt to exhaust memory. */
const maxAliases = 1000

/** Collections inside collections; rules need five. */
const maxDepth = 64

const nullTexts = new Set(['', '~', 'null', 'Null', 'NULL'])

const styles: Readonly<Record<string, ScalarSource['style']>> = {
  QUOTE_DOUBLE: 'double',
  QUOTE_SINGLE: 'single',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
}

class TreeBuilder {
  readonly #lines: Lines
  readonly #text: string
  readonly #done = new Map<Node, YamlNode>()
  #aliases = 0
  /** Nodes that the one being built is inside of; an alias to one of them has no end. */
  readonly #open = new Set<Node>()
  readonly faults: YamlFault[] = []

  constructor(file: string, text: string) {
    this.#lines = new Lines(file, text)
    this.#text = text
  }

  placeAt(offset: number): Place {
    return this.#lines.placeAt(Math.min(offset, this.#text.length))
  }

  build(document: Document.Parsed, node: Node | null, at: Place): YamlNode {
    if (node === null) return { kind: 'scalar', text: '', isNull: true, at, placed: () => PlacedText.at('', at) }
    const known = this.#done.get(node)
    if (known !== undefined) return known
    const place = node.range === undefined || node.range === null ? at : this.placeAt(node.range[0])
    if (this.#open.has(node)) return this.#fault(document, 'an alias refers to what it is part of', at)
    if (this.#open.size >= maxDepth) return this.#fault(document, 'collections are nested too deeply', place)
    this.#open.add(node)
    const built = this.#node(document, node, place)
    this.#open.delete(node)
    this.#done.set(node, built)
    return built
  }

  #fault(document: Document.Parsed, message: string, at: Place): YamlNode {
    this.faults.push({ message, at })
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
    if (isSeq<Node>(node))
      return { kind: 'sequence', items: node.items.map((item) => this.build(document, item, at)), at }
    return this.#scalar(node, at)
  }

  #alias(document: Document.Parsed, node: Node, at: Place): YamlNode {
    if (++this.#aliases > maxAliases) return this.#fault(document, `more than ${maxAliases} aliases`, at)
    const target = isAlias(node) ? node.resolve(document) : undefined
    return target === undefined ? this.#fault(document, 'unknown anchor', at) : this.build(document, target, at)
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
          offsets ??= offsetsOf(this.#text, source, text)
          return this.placeAt(offsets[offset] ?? source.end)
        })
      },
    }
  }
}

/** Reads all documents of a file. Anything malformed is a fault; nothing is thrown for bad input. */
export function readYaml(file: string, text: string): YamlFile {
  const builder = new TreeBuilder(file, text)
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(parsed)) return { documents: [], faults: [] }
  const documents: YamlNode[] = []
  for (const document of parsed) {
    for (const error of document.errors)
      builder.faults.push({ message: explain(error), at: builder.placeAt(error.pos[0]) })
    if (document.errors.length === 0 && document.contents !== null)
      documents.push(builder.build(document, document.contents, builder.placeAt(document.range[0])))
  }
  if (builder.faults.length > 0) return { documents: [], faults: builder.faults }
  return { documents: documents.filter((node) => node.kind !== 'scalar' || !node.isNull), faults: [] }
}

const explain = (error: { readonly code: string; readonly message: string }): string =>
  error.code === 'RESOURCE_EXHAUSTION' ? 'collections are nested too deeply' : error.message
