/** `exceptions` of a rule. */
import { mapping, missing, nodeAt, sequence, structureFault, textOf } from './decode.ts'
import type { Findings } from './findings.ts'
import type { RuleException, Shape } from './items.ts'
import type { MappingNode, YamlNode } from './yaml-tree.ts'

/** Fields, comps and values nest this deep at most: a list of values, of a tuple, of values. */
const maxDepth = 4

/** The most characters that the values of a rule's exceptions may come to; aliases can repeat a text without end. */
const maxCharacters = 1024 * 1024

const exceptionHint = "write '- name: …' and below it 'fields: proc.name', 'comps: in' and 'values: [one, two]'"

/** Reads the exceptions of a rule; fields may be left out only where values are appended. */
export function readExceptions(
  item: MappingNode,
  append: boolean,
  label: string,
  findings: Findings,
): readonly RuleException[] {
  const node = nodeAt(item, 'exceptions')
  if (node === undefined || (node.kind === 'scalar' && node.isNull)) return []
  const exceptions: RuleException[] = []
  const shapes = new Shapes()
  for (const member of sequence(node, 'Rule exceptions must be a sequence', exceptionHint).items) {
    const exception = findings.guard(label, () =>
      readException(
        mapping(member, 'Rule exception must be a mapping', exceptionHint),
        shapes,
        append,
        label,
        findings,
      ),
    )
    if (exception === null) continue
    if (exceptions.some(({ name }) => name === exception.name))
      findings.warning(
        'LOAD_EXCEPTION_NAME_NOT_UNIQUE',
        `Multiple definitions of exception '${exception.name}' in the same rule`,
        exception.at,
        label,
      )
    exceptions.push(exception)
  }
  return exceptions
}

function readException(
  node: MappingNode,
  shapes: Shapes,
  append: boolean,
  label: string,
  findings: Findings,
): RuleException {
  const name = textOf(node, 'name')
  const fieldsNode = nodeAt(node, 'fields')
  if (fieldsNode === undefined && !append) throw missing(node, 'fields')
  const compsNode = nodeAt(node, 'comps')
  const valuesNode = nodeAt(node, 'values')
  if (valuesNode === undefined && append)
    findings.warning('LOAD_APPEND_NO_VALUES', 'Overriding/appending exception with no values', node.at, label)
  return {
    name,
    fields: fieldsNode === undefined ? null : shapes.of(fieldsNode),
    comps: compsNode === undefined ? null : shapes.of(compsNode),
    values:
      valuesNode === undefined
        ? []
        : sequence(valuesNode, 'Rule exception values must be a sequence', "write 'values: [one, two]'").items.map(
            (value) => shapes.of(value),
          ),
    at: node.at,
  }
}

/** Reads shapes and counts what they come to. */
class Shapes {
  #characters = 0

  of(node: YamlNode, depth = 1): Shape {
    if (depth > maxDepth)
      throw structureFault(
        'Rule exception values are nested too deeply',
        node.at,
        'values are texts, or lists of texts',
      )
    this.#characters += node.kind === 'scalar' ? node.text.length + 1 : 1
    if (this.#characters > maxCharacters)
      throw structureFault(
        `Rule exceptions come to more than ${maxCharacters} characters`,
        node.at,
        'put the values in a list and name the list',
      )
    if (node.kind === 'sequence')
      return { kind: 'many', items: node.items.map((item) => this.of(item, depth + 1)), at: node.at }
    if (node.kind === 'mapping')
      throw structureFault('Could not decode scalar value', node.at, "a text with ': ' in it goes in quotes")
    if (node.text === '')
      throw structureFault('Value must be non-empty', node.at, 'write a text, or leave the value out')
    return { kind: 'one', text: node.placed(), at: node.at }
  }
}
