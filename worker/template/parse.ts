/** A template to a tree. */
import { type Piece, piecesOf, TemplateError, type Token, tokensOf } from './tokens.ts'

/** A value in an action: a literal, a path from the dot or a variable, a call, or a pipeline in parentheses. */
export type Operand =
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'path'; readonly from: 'dot' | string; readonly fields: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'group'; readonly pipeline: Pipeline; readonly fields: readonly string[] }

/** Commands joined by `|`; the value of each is the last argument of the next. */
export interface Pipeline {
  readonly variables: readonly string[]
  readonly isAssignment: boolean
  readonly commands: readonly (readonly Operand[])[]
}

/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'range' | 'with'
      readonly pipeline: Pipeline
      readonly body: Nodes
      readonly otherwise: Nodes
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined }

/** Parts in order. */
export type Nodes = readonly TemplateNode[]

/** A template, with what it defines by name. */
export interface Template {
  readonly body: Nodes
  readonly defined: ReadonlyMap<string, Nodes>
}

const maxLength = 65_536
const maxDepth = 32

/** Reads a template. Throws `TemplateError`. */
export const parseTemplate = (text: string): Template => {
  if (text.length > maxLength) throw new TemplateError(`longer than ${maxLength} characters`)
  const parser = new Parser(piecesOf(text))
  const { nodes, end } = parser.until([], 0)
  if (end !== undefined) throw new TemplateError(`${end.word} without a beginning`)
  return { body: nodes, defined: parser.defined }
}

interface End {
  readonly word: 'end' | 'else'
  readonly rest: readonly Token[]
}

class Parser {
  readonly defined = new Map<string, Nodes>()
  readonly #pieces: readonly Piece[]
  #at = 0

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces
  }

  /** Parts up to one of the words given, or to the end of the template. */
  until(words: readonly string[], depth: number): { readonly nodes: Nodes; readonly end: End | undefined } {
    if (depth > maxDepth) throw new TemplateError('nested too deeply')
    const nodes: TemplateNode[] = []
    for (;;) {
      const piece = this.#pieces[this.#at++]
      if (piece === undefined) {
        if (words.length > 0) throw new TemplateError('an {{ end }} is missing')
        return { nodes, end: undefined }
      }
      if (piece.kind === 'text') {
        nodes.push({ kind: 'text', text: piece.text })
        continue
      }
      const tokens = tokensOf(piece.text)
      const word = tokens[0]?.kind === 'word' ? tokens[0].text : ''
      if (word === 'end' || word === 'else') {
        if (!words.includes(word)) throw new TemplateError(`${word} without a beginning`)
        return { nodes, end: { word, rest: tokens.slice(1) } }
      }
      const node = this.#action(word, tokens, depth)
      if (node !== undefined) nodes.push(node)
    }
  }

  #action(word: string, tokens: readonly Token[], depth: number): TemplateNode | undefined {
    switch (word) {
      case 'if':
      case 'range':
      case 'with':
        return this.#block(word, tokens.slice(1), depth)
      case 'define':
        this.defined.set(nameOf(tokens), this.until(['end'], depth + 1).nodes)
        return undefined
      case 'template':
        return {
          kind: 'template',
          name: nameOf(tokens),
          pipeline: tokens.length > 2 ? pipelineOf(tokens.slice(2)) : undefined,
        }
      case 'block':
      case 'break':
      case 'continue':
        throw new TemplateError(`${word} is not known here`)
      default:
        return { kind: 'output', pipeline: pipelineOf(tokens) }
    }
  }

  #block(kind: 'if' | 'range' | 'with', tokens: readonly Token[], depth: number): TemplateNode {
    const pipeline = pipelineOf(tokens)
    const { nodes: body, end } = this.until(['end', 'else'], depth + 1)
    return { kind, pipeline, body, otherwise: this.#otherwise(end, depth) }
  }

  #otherwise(end: End | undefined, depth: number): Nodes {
    if (end?.word !== 'else') return []
    const [first, ...rest] = end.rest
    if (first === undefined) return this.until(['end'], depth + 1).nodes
    if (first.text !== 'if' && first.text !== 'with') throw new TemplateError(`else ${first.text} is not known`)
    return [this.#block(first.text, rest, depth + 1)]
  }
}

const nameOf = (tokens: readonly Token[]): string => {
  if (tokens[1]?.kind !== 'string') throw new TemplateError(`${tokens[0]?.text} needs a name in quotes`)
  return tokens[1].text
}

const pipelineOf = (tokens: readonly Token[]): Pipeline => {
  const reader = new PipelineReader(tokens)
  const pipeline = reader.pipeline(0)
  if (!reader.isAtEnd) throw new TemplateError('an unmatched )')
  return pipeline
}

class PipelineReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length
  }

  #is(kind: Token['kind'], text?: string, offset = 0): boolean {
    const token = this.#tokens[this.#at + offset]
    return token?.kind === kind && (text === undefined || token.text === text)
  }

  pipeline(depth: number): Pipeline {
    if (depth > maxDepth) throw new TemplateError('nested too deeply')
    const { variables, isAssignment } = this.#declaration()
    const commands: (readonly Operand[])[] = []
    do commands.push(this.#command(depth))
    while (this.#skip('|'))
    return { variables, isAssignment, commands }
  }

  #declaration(): { readonly variables: readonly string[]; readonly isAssignment: boolean } {
    const count = this.#is('sign', ',', 1) ? 2 : 1
    const sign = this.#tokens[this.#at + count * 2 - 1]
    const isDeclared = this.#is('variable') && sign?.kind === 'sign' && (sign.text === ':=' || sign.text === '=')
    if (!isDeclared) return { variables: [], isAssignment: false }
    const names = [0, 2].slice(0, count).map((offset) => this.#tokens[this.#at + offset]?.text ?? '')
    this.#at += count * 2
    return { variables: names, isAssignment: sign.text === '=' }
  }

  #command(depth: number): readonly Operand[] {
    const operands: Operand[] = []
    while (!this.isAtEnd && !this.#is('sign', '|') && !this.#is('sign', ')')) operands.push(this.#operand(depth))
    if (operands.length === 0) throw new TemplateError('an empty command')
    return operands
  }

  #operand(depth: number): Operand {
    const token = this.#tokens[this.#at++]
    switch (token?.kind) {
      case 'string':
        return { kind: 'literal', value: token.text }
      case 'number':
        return { kind: 'literal', value: Number(token.text) }
      case 'field':
        return { kind: 'path', from: 'dot', fields: [token.text.slice(1), ...this.#fields()] }
      case 'variable':
        return { kind: 'path', from: token.text, fields: this.#fields() }
      case 'word':
        if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true' }
        return token.text === 'nil' ? { kind: 'literal', value: null } : { kind: 'function', name: token.text }
      default:
        return this.#sign(token, depth)
    }
  }

  #sign(token: Token | undefined, depth: number): Operand {
    if (token?.text === '.') return { kind: 'path', from: 'dot', fields: [] }
    if (token?.text !== '(') throw new TemplateError(`${token?.text ?? 'the end'} is not expected`)
    const pipeline = this.pipeline(depth + 1)
    if (!this.#skip(')')) throw new TemplateError('a missing )')
    return { kind: 'group', pipeline, fields: this.#fields() }
  }

  #fields(): readonly string[] {
    const fields: string[] = []
    while (this.#is('field')) fields.push(this.#tokens[this.#at++]?.text.slice(1) ?? '')
    return fields
  }

  #skip(sign: string): boolean {
    if (!this.#is('sign', sign)) return false
    this.#at += 1
    return true
  }
}
