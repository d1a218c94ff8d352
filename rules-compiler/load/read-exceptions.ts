/** `exceptions` of a rule. */
import { mapping, nodeAt, sequence, structureFault, textOf } from './decode.ts'
import type { Findings } from './findings.ts'
import type { RuleException, Shape } from './items.ts'
import type { MappingNode, YamlNode } from './yaml-tree.ts'

/** Fields, comps and values nest this deep at most: a list of values, of a tuple, of values. */
const maxDepth = 4

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
  for (const member of sequence(node, 'Rule exceptions must be a sequence').items) {
    const exception = readException(mapping(member, 'Rule exception must be a mapping'), append, label, findings)
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

function readException(node: MappingNode, append: boolean, label: string, findings: Findings): RuleException {
  const name = textOf(node, 'name')
  const fieldsNode = nodeAt(node, 'fields')
  if (fieldsNode === undefined && !append) throw structureFault("Item has no mapping for key 'fields'", node.at)
  const compsNode = nodeAt(node, 'comps')
  const valuesNode = nodeAt(node, 'values')
  if (valuesNode === undefined && append)
    findings.warning('LOAD_APPEND_NO_VALUES', 'Overriding/appending exception with no values', node.at, label)
  return {
    name,
    fields: fieldsNode === undefined ? null : shapeOf(fieldsNode),
    comps: compsNode === undefined ? null : shapeOf(compsNode),
    values:
      valuesNode === undefined
        ? []
        : sequence(valuesNode, 'Rule exception values must be a sequence').items.map((value) => shapeOf(value)),
    at: node.at,
  }
}

function shapeOf(node: YamlNode, depth = 1): Shape {
  if (depth > maxDepth) throw structureFault('Rule exception values are nested too deeply', node.at)
  if (node.kind === 'sequence')
    return { kind: 'many', items: node.items.map((item) => shapeOf(item, depth + 1)), at: node.at }
  if (node.kind === 'mapping') throw structureFault('Could not decode scalar value', node.at)
  if (node.text === '') throw structureFault('Value must be non-empty', node.at)
  return { kind: 'one', text: node.placed(), at: node.at }
}
