/**
 * Fills templates in: the part of Go's template language that alertmanager.yml files use. Nothing in it can loop
 * without end or reach beyond the data: steps, depth and output are bounded.
 */
import { functions } from './functions.ts'
import { type Nodes, type Operand, type Pipeline, parseTemplate, type Template, type TemplateNode } from './parse.ts'
import { TemplateError } from './tokens.ts'
import { fieldOf, isTruth, methodOf, Pairs, Safe, textOf } from './values.ts'

export { TemplateError } from './tokens.ts'

const maxSteps = 200_000
const maxOutput = 256 * 1024
const maxCalls = 16

/** Fills a template in with data. `named` are the templates it may call; `escapeOutput` sees the text of each value. */
export const render = (
  text: string,
  data: unknown,
  named: ReadonlyMap<string, Nodes> = new Map(),
  escapeOutput: (text: string) => string = (plain) => plain,
): string => {
  if (!text.includes('{{')) return text
  const template = parseTemplate(text)
  return new Rendering(new Map([...named, ...template.defined]), escapeOutput).run(template, data)
}

/** What is wrong with a template as written, or undefined. */
export const templateFault = (text: string, named: ReadonlyMap<string, Nodes>): string | undefined => {
  try {
    const template = parseTemplate(text)
    const missing = [...namesIn([template.body, ...template.defined.values()].flat())].find(([kind, name]) =>
      kind === 'function' ? !functions.has(name) : !named.has(name) && !template.defined.has(name),
    )
    return missing && `${missing[0]} ${missing[1]} is not known`
  } catch (cause) {
    if (cause instanceof TemplateError) return cause.message
    throw cause
  }
}

/** Every function and template that parts call. */
function* namesIn(nodes: Nodes): Generator<readonly ['function' | 'template', string]> {
  for (const node of nodes) {
    if (node.kind === 'text') continue
    if (node.kind === 'template') yield ['template', node.name]
    if (node.pipeline !== undefined) yield* namesInPipeline(node.pipeline)
    if ('body' in node) yield* namesIn([...node.body, ...node.otherwise])
  }
}

function* namesInPipeline(pipeline: Pipeline): Generator<readonly ['function' | 'template', string]> {
  for (const operand of pipeline.commands.flat()) {
    if (operand.kind === 'function') yield ['function', operand.name]
    if (operand.kind === 'group') yield* namesInPipeline(operand.pipeline)
  }
}

/** Variables of one block, over those around it. */
class Scope {
  readonly #values = new Map<string, unknown>()
  readonly #around: Scope | undefined

  constructor(around?: Scope) {
    this.#around = around
  }

  get(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name)
    if (this.#around === undefined) throw new TemplateError(`${name} is not declared`)
    return this.#around.get(name)
  }

  declare(name: string, value: unknown): void {
    this.#values.set(name, value)
  }

  assign(name: string, value: unknown): void {
    if (this.#values.has(name) || this.#around === undefined) this.#values.set(name, value)
    else this.#around.assign(name, value)
  }
}

class Rendering {
  readonly #named: ReadonlyMap<string, Nodes>
  readonly #escape: (text: string) => string
  #output = ''
  #steps = 0
  #calls = 0

  constructor(named: ReadonlyMap<string, Nodes>, escapeOutput: (text: string) => string) {
    this.#named = named
    this.#escape = escapeOutput
  }

  run(template: Template, data: unknown): string {
    this.#called(template.body, data)
    return this.#output
  }

  #called(nodes: Nodes, data: unknown): void {
    if (++this.#calls > maxCalls) throw new TemplateError('templates call each other without end')
    const scope = new Scope()
    scope.declare('$', data)
    this.#all(nodes, data, scope)
    this.#calls -= 1
  }

  #all(nodes: Nodes, dot: unknown, scope: Scope): void {
    for (const node of nodes) this.#one(node, dot, scope)
  }

  #one(node: TemplateNode, dot: unknown, scope: Scope): void {
    if (++this.#steps > maxSteps) throw new TemplateError('too many steps')
    switch (node.kind) {
      case 'text':
        this.#write(node.text)
        break
      case 'output':
        this.#put(node.pipeline, dot, scope)
        break
      case 'template':
        this.#callNamed(node.name, node.pipeline && this.#pipeline(node.pipeline, dot, scope))
        break
      default:
        this.#block(node, dot, new Scope(scope))
    }
  }

  #put(pipeline: Pipeline, dot: unknown, scope: Scope): void {
    const value = this.#pipeline(pipeline, dot, scope)
    if (pipeline.variables.length > 0) return
    this.#write(value instanceof Safe ? value.text : this.#escape(textOf(value)))
  }

  #callNamed(name: string, data: unknown): void {
    const nodes = this.#named.get(name)
    if (nodes === undefined) throw new TemplateError(`template ${name} is not known`)
    this.#called(nodes, data)
  }

  #block(node: Extract<TemplateNode, { body: Nodes }>, dot: unknown, scope: Scope): void {
    const value = this.#pipeline(node.pipeline, dot, scope, node.kind === 'range')
    if (!isTruth(value)) this.#all(node.otherwise, dot, scope)
    else if (node.kind === 'range') this.#range(node, value, scope)
    else this.#all(node.body, node.kind === 'with' ? value : dot, scope)
  }

  #range(node: Extract<TemplateNode, { body: Nodes }>, value: unknown, scope: Scope): void {
    for (const [key, item] of entriesOf(value)) {
      const inner = new Scope(scope)
      const { variables } = node.pipeline
      if (variables.length === 2) inner.declare(variables[0] ?? '', key)
      if (variables.length > 0) inner.declare(variables.at(-1) ?? '', item)
      this.#all(node.body, item, inner)
    }
  }

  #write(text: string): void {
    this.#output += text
    if (this.#output.length > maxOutput) throw new TemplateError('too much output')
  }

  #pipeline(pipeline: Pipeline, dot: unknown, scope: Scope, isRange = false): unknown {
    let value: unknown
    for (const [index, command] of pipeline.commands.entries())
      value = this.#command(command, dot, scope, index === 0 ? [] : [value])
    if (!isRange)
      for (const name of pipeline.variables) {
        if (pipeline.isAssignment) scope.assign(name, value)
        else scope.declare(name, value)
      }
    return value
  }

  #command([first, ...rest]: readonly Operand[], dot: unknown, scope: Scope, piped: readonly unknown[]): unknown {
    if (++this.#steps > maxSteps) throw new TemplateError('too many steps')
    if (first === undefined) throw new TemplateError('an empty command')
    const given = [...rest.map((operand) => this.#operand(operand, dot, scope)), ...piped]
    if (first.kind === 'function') return callFunction(first.name, given)
    const fields = first.kind === 'literal' ? [] : first.fields
    const last = fields.at(-1)
    if (last !== undefined && first.kind !== 'literal' && given.length > 0) {
      const owner = this.#operand({ ...first, fields: fields.slice(0, -1) }, dot, scope)
      const method = methodOf(owner, last)
      if (method !== undefined) return method(...given)
    }
    if (given.length > 0) throw new TemplateError(`${last ?? 'this'} takes no arguments`)
    return this.#operand(first, dot, scope)
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.kind) {
      case 'literal':
        return operand.value
      case 'function':
        return callFunction(operand.name, [])
      case 'path':
        return operand.fields.reduce(fieldOf, operand.from === 'dot' ? dot : scope.get(operand.from))
      case 'group':
        return operand.fields.reduce(fieldOf, this.#pipeline(operand.pipeline, dot, scope))
    }
  }
}

const callFunction = (name: string, given: readonly unknown[]): unknown => {
  const called = functions.get(name)
  if (called === undefined) throw new TemplateError(`function ${name} is not known`)
  return called(...given)
}

const entriesOf = (value: unknown): readonly (readonly [unknown, unknown])[] => {
  if (Array.isArray(value)) return value.map((item, index) => [index, item])
  if (value instanceof Pairs) return value.sorted.map(({ Name, Value }) => [Name, Value])
  throw new TemplateError('range needs a list')
}
