/**
 * Reads a YAML document key by key. Each key that is asked for counts as known; `finish` names the others with their
 * lines. A value of the wrong kind is a fault, and reading goes on with the fallback, so that one pass finds them all.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { parseDuration } from './duration.ts'
import type { Findings } from './finding.ts'
import { isHidden } from './redact.ts'

/** A document on its way through its readers. */
export interface Source {
  readonly findings: Findings
  lineOf(node: unknown): number
  resolve(node: unknown): unknown
}

const maxText = 256 * 1024

/** Opens a document as a section, or undefined with faults. */
export const openYaml = (text: string, findings: Findings): Section | undefined => {
  if (isTooLarge(text, findings)) return undefined
  const lines = new LineCounter()
  return sectionOf(parseDocument(text, { lineCounter: lines, ...options }), lines, findings)
}

/** Opens every document of a text; those that cannot be read are faults. Empty ones are left out. */
export const openYamlDocuments = (text: string, findings: Findings): readonly Section[] => {
  if (isTooLarge(text, findings)) return []
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, ...options })
  if ('empty' in documents) return []
  return documents.flatMap((document) => {
    if (document.errors.length === 0 && document.toJS() === null) return []
    const section = sectionOf(document, lines, findings)
    return section === undefined ? [] : [section]
  })
}

const options = { merge: true, uniqueKeys: true } as const

const isTooLarge = (text: string, findings: Findings): boolean => {
  if (text.length <= maxText) return false
  findings.fault('too_large', '', 1, `must be at most ${maxText} characters`)
  return true
}

const sectionOf = (document: Document.Parsed, lines: LineCounter, findings: Findings): Section | undefined => {
  for (const error of document.errors)
    findings.fault(
      'not_yaml',
      '',
      lines.linePos(error.pos[0]).line,
      (error.message.split('\n')[0] ?? 'is no YAML').replace(/ at line \d+, column \d+:?$/, ''),
    )
  if (document.errors.length > 0) return undefined
  const source: Source = {
    findings,
    lineOf: (node) => lines.linePos(rangeOf(node)?.[0] ?? 0).line,
    resolve: (node) => (isAlias(node) ? node.resolve(document) : node),
  }
  if (isMap(document.contents)) return new Section(document.contents, '', source)
  findings.fault('not_a_map', '', lines.linePos(document.range[0]).line, 'must be a map of keys')
  return undefined
}

const rangeOf = (node: unknown): readonly [number, number] | undefined => {
  const range = (node as Partial<Node> | null | undefined)?.range
  return range ? [range[0], range[1]] : undefined
}

/** One value of the document, wherever it stands. */
export class Item {
  readonly #node: unknown
  readonly place: string
  readonly #source: Source

  constructor(node: unknown, place: string, source: Source) {
    this.#node = source.resolve(node)
    this.place = place
    this.#source = source
  }

  get line(): number {
    return this.#source.lineOf(this.#node)
  }

  get isList(): boolean {
    return isSeq(this.#node)
  }

  fault(code: string, hint: string): void {
    this.#source.findings.fault(code, this.place, this.line, hint)
  }

  /** A scalar as text, as YAML's reader would print it. */
  text(fallback = ''): string {
    if (isScalar(this.#node)) {
      const { value, source } = this.#node
      if (typeof value === 'string') return value
      if (typeof value === 'number' || typeof value === 'boolean') return source ?? String(value)
      if (value === null) return fallback
    }
    this.fault('not_text', 'must be text')
    return fallback
  }

  flag(fallback: boolean): boolean {
    if (isScalar(this.#node) && typeof this.#node.value === 'boolean') return this.#node.value
    this.fault('not_a_flag', 'must be true or false')
    return fallback
  }

  number(fallback: number): number {
    if (isScalar(this.#node) && typeof this.#node.value === 'number' && Number.isFinite(this.#node.value))
      return this.#node.value
    this.fault('not_a_number', 'must be a number')
    return fallback
  }

  duration(fallback: number): number {
    const ms = parseDuration(this.text())
    if (ms !== undefined) return ms
    this.fault('not_a_duration', 'must be a duration such as 30s, 5m or 4h')
    return fallback
  }

  /** Text that is kept out of every answer and every log. */
  secret(): string {
    const range = rangeOf(this.#node)
    if (range) this.#source.findings.secrets.push(range)
    const text = this.text()
    if (isHidden(text)) this.fault('secret_hidden', 'stands where a secret was left out; write the secret itself')
    return text
  }

  items(): readonly Item[] {
    if (isSeq(this.#node))
      return this.#node.items.map((item, index) => new Item(item, `${this.place}[${index}]`, this.#source))
    if (isScalar(this.#node) && this.#node.value === null) return []
    this.fault('not_a_list', 'must be a list')
    return []
  }

  section(): Section {
    if (isMap(this.#node)) return new Section(this.#node, this.place, this.#source)
    if (!(isScalar(this.#node) && this.#node.value === null)) this.fault('not_a_map', 'must be a map of keys')
    return new Section(undefined, this.place, this.#source)
  }
}

/** A map of the document. */
export class Section {
  readonly #map: YAMLMap | undefined
  readonly #known = new Set<string>()
  readonly place: string
  readonly #source: Source

  constructor(map: YAMLMap | undefined, place: string, source: Source) {
    this.#map = map
    this.place = place
    this.#source = source
  }

  get line(): number {
    return this.#source.lineOf(this.#map)
  }

  get keys(): readonly string[] {
    return (this.#map?.items ?? []).map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''))
  }

  get findings(): Findings {
    return this.#source.findings
  }

  fault(code: string, key: string, hint: string): void {
    this.findings.fault(code, this.#placeOf(key), this.item(key)?.line ?? this.line, hint)
  }

  /** The value of a key, or undefined where it is not given. */
  item(key: string): Item | undefined {
    this.#known.add(key)
    const node: unknown = this.#map?.get(key, true)
    return node === undefined ? undefined : new Item(node, this.#placeOf(key), this.#source)
  }

  text(key: string, fallback = ''): string {
    return this.item(key)?.text(fallback) ?? fallback
  }

  secret(key: string): string | undefined {
    return this.item(key)?.secret()
  }

  flag(key: string, fallback: boolean): boolean {
    return this.item(key)?.flag(fallback) ?? fallback
  }

  duration(key: string, fallback: number): number {
    return this.item(key)?.duration(fallback) ?? fallback
  }

  items(key: string): readonly Item[] {
    return this.item(key)?.items() ?? []
  }

  section(key: string): Section | undefined {
    return this.item(key)?.section()
  }

  /** A map of names to texts. */
  texts(key: string): Readonly<Record<string, string>> {
    const section = this.section(key)
    return Object.fromEntries((section?.keys ?? []).map((name) => [name, section?.text(name) ?? '']))
  }

  /** A key that Alertmanager knows and that has no meaning at the edge. */
  ignore(key: string, why: string): void {
    const item = this.item(key)
    if (item !== undefined) this.findings.ignore(item.place, item.line, why)
  }

  /** A secret in a file: the edge has none. */
  refuseFile(key: string): void {
    if (this.item(key) !== undefined)
      this.fault('no_files_here', key, `the edge reads no files; write ${key.replace(/_file$/, '')} itself`)
  }

  /** Names the keys that nobody asked for. */
  finish(): void {
    for (const pair of this.#map?.items ?? []) {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      if (!this.#known.has(key) && key !== '<<')
        this.findings.fault('unknown_key', this.#placeOf(key), this.#source.lineOf(pair.key), 'is not known here')
    }
  }

  #placeOf(key: string): string {
    return this.place === '' ? key : `${this.place}.${key}`
  }
}
