/** A rules file as a tree of nodes that know their places; every scalar is text, as Falco reads it. */
import type { Place } from '../place.ts'
import type { PlacedText } from './placed-text.ts'

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
  readonly hint: string
}

/** The documents of a file as far as they can be read, empty ones left out, and what is wrong with it. */
export interface YamlFile {
  readonly documents: readonly YamlNode[]
  readonly faults: readonly YamlFault[]
}
