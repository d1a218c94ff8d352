/** Parses a rules file. Where the parser gives up, the items are read one by one, so that one fault hides no other. */
import { type Document, parseAllDocuments, visit } from 'yaml'
import { Lines } from './place-map.ts'
import { type Piece, TreeBuilder, tooDeepHint } from './yaml-builder.ts'
import type { YamlFault, YamlFile, YamlNode } from './yaml-tree.ts'

/** Files of more items are not read one by one. */
const maxPieces = 5000

/** After so many faults of the parser no further items are read one by one. */
const maxFaults = 200

/** The most nodes of a file, as its separators tell; the parser takes ten microseconds for each. */
const maxNodes = 250_000

/** Reads all documents of a file. Anything malformed is a fault; nothing is thrown for bad input. */
export function readYaml(file: string, text: string): YamlFile {
  const lines = new Lines(file, text)
  if (hasTooManyNodes(text))
    return {
      documents: [],
      faults: [
        {
          message: `the file has more than ${maxNodes} values`,
          at: lines.placeAt(0),
          hint: 'split it into several files',
        },
      ],
    }
  const whole = readPiece(lines, { text, start: 0 }, new Set())
  if (whole.isWellFormed) return whole
  const pieces = piecesOf(text)
  if (pieces.length < 2 || pieces.length > maxPieces) return whole
  const anchors = new Set([...text.matchAll(/&([^\s,[\]{}]+)/g)].map((match) => match[1] ?? ''))
  const documents: YamlNode[] = []
  const faults: YamlFault[] = []
  for (const piece of pieces) {
    const read = readPiece(lines, piece, anchors)
    documents.push(...read.documents)
    faults.push(...read.faults)
    if (faults.length > maxFaults) break
  }
  return { documents, faults: faults.length > 0 ? faults : whole.faults }
}

/** What files were read as, for a process that loads the same files again: only those that changed are read anew. */
export class YamlMemory {
  #known = new Map<string, YamlFile>()
  #next = new Map<string, YamlFile>()

  /** Reads a file, unless it was read before. What is remembered is shared and not to be changed. */
  read(file: string, text: string): YamlFile {
    const key = `${file}\0${text}`
    const yaml = this.#next.get(key) ?? this.#known.get(key) ?? readYaml(file, text)
    this.#next.set(key, yaml)
    return yaml
  }

  /** The files were read; what was not among them is forgotten. */
  endLoad(): void {
    this.#known = this.#next
    this.#next = new Map()
  }
}

function hasTooManyNodes(text: string): boolean {
  const separators = /,|[-:?](?=\s)|[[{]|[&*!](?=\S)/g
  let count = 0
  while (separators.test(text)) if (++count > maxNodes) return true
  return false
}

/** The items of a file and its document markers: where a dash stands as far to the left as any. */
function piecesOf(text: string): readonly Piece[] {
  let indent = Number.POSITIVE_INFINITY
  for (const [blanks] of text.matchAll(/^ *(?=-\s)/gm)) indent = Math.min(indent, blanks.length)
  if (indent === Number.POSITIVE_INFINITY) return []
  const begins = new RegExp(`^(?: {${indent}}-\\s|---\\s)`, 'gm')
  const starts = [0, ...[...text.matchAll(begins)].map(({ index }) => index).filter((index) => index > 0)]
  return starts.map((start, index) => ({ text: text.slice(start, starts[index + 1] ?? text.length), start }))
}

type ReadPiece = YamlFile & {
  /** Whether the parser had nothing to say; an unknown alias is not its business. */
  readonly isWellFormed: boolean
}

function readPiece(lines: Lines, piece: Piece, anchors: ReadonlySet<string>): ReadPiece {
  const builder = new TreeBuilder(lines, piece, anchors)
  const parsed = parseAllDocuments(piece.text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  if (!Array.isArray(parsed)) return { documents: [], faults: [], isWellFormed: true }
  const documents: YamlNode[] = []
  for (const document of parsed) {
    const [error] = document.errors
    if (error !== undefined) builder.faults.push(faultOf(document, piece, builder))
    else if (document.contents !== null)
      documents.push(builder.build(document, document.contents, builder.placeAt(document.range[0])))
  }
  return {
    documents: documents.filter((node) => node.kind !== 'scalar' || !node.isNull),
    faults: builder.faults,
    isWellFormed: parsed.every(({ errors }) => errors.length === 0),
  }
}

const hints: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'put a text that begins with * or & in quotes',
  BAD_DQ_ESCAPE: "write the backslash twice, or put the text in single quotes, which know no escapes: 'a\\b'",
  BAD_SCALAR_START: 'put the text in quotes: "%proc.name"',
  BLOCK_AS_IMPLICIT_KEY: "put a text with ': ' in it in quotes; keys of one item stand in one column",
  BLOCK_IN_FLOW: 'close the [ or { before, or put the text in quotes',
  BAD_INDENT: 'put the lines of one collection in one column, deeper than its key, and close every [ and {',
  MISSING_CHAR: 'close it, or write a long text as a block: condition: >',
  MULTILINE_IMPLICIT_KEY: 'a key and its colon stand on one line: is a colon missing?',
  RESOURCE_EXHAUSTION: tooDeepHint,
}

const commonHint = 'look at the indentation, the quotes and the brackets of this line and the one before'

/** What is wrong with a document: the first that the parser says, the rest comes from that. */
function faultOf(document: Document.Parsed, { text }: Piece, builder: TreeBuilder): YamlFault {
  const [error] = document.errors
  if (error === undefined) throw new Error('the document has no errors')
  const { code, message } = error
  const tab = tabBefore(text, error.pos[0])
  if (tab !== null)
    return {
      message: 'illegal tab when looking for indentation: YAML takes no tabs there',
      at: builder.placeAt(tab),
      hint: 'indent with blanks',
    }
  const opening = code === 'MISSING_CHAR' || message.startsWith('Flow ') ? lastOpened(document) : null
  return {
    message: code === 'RESOURCE_EXHAUSTION' ? 'collections are nested too deeply' : message.replace('"quote', 'quote'),
    at: builder.placeAt(opening ?? error.pos[0]),
    hint: hints[code] ?? commonHint,
  }
}

/** The tab that indents the line of an offset, or the line before, where the parser often notices it. */
function tabBefore(text: string, offset: number): number | null {
  let end = offset
  for (let lines = 0; lines < 2 && end >= 0; lines++) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    const blanks = /^ */.exec(text.slice(start, start + 1000))?.[0].length ?? 0
    if (text[start + blanks] === '\t') return start + blanks
    end = start - 1
  }
  return null
}

/** Where the last text in quotes, or collection in brackets, begins. */
function lastOpened(document: Document.Parsed): number | null {
  let start: number | null = null
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (type?.startsWith('QUOTE') && range) start = range[0]
    },
    Collection: (_key, { flow, range }) => {
      if (flow && range) start = range[0]
    },
  })
  return start
}
