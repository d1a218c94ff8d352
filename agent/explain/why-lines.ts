/** Why a rule matched or not, as lines for a person and as JSON. */
import { reasonsOf, type SeenValue, type Value, type Why, type WhyNode } from '#rules-compiler'
import { visible } from '#schema/visible-text'
import { formatAddress } from '#wasm-runtime'
import type { Terminal } from '../cli/terminal.ts'

const decoder = new TextDecoder()

/** Addresses are 16 bytes; so are a few texts, which no field of an address is. */
const isAddress = (field: string): boolean => /^fd\.[cslr]?(ip|net)$/.test(field)

function valueText(field: string, value: Value | undefined): string {
  if (value === undefined) return '<NA>'
  if (value instanceof Uint8Array) return isAddress(field) ? formatAddress(value) : decoder.decode(value)
  if (typeof value === 'object') return `(${value.map((member) => valueText(field, member)).join(', ')})`
  return String(value)
}

/** Lists of hundreds of programs say nothing to a person. */
const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 157)}…` : text)

const seenText = ({ field, value }: SeenValue): string => `${field} = ${valueText(field, value)}`

const macroText = ({ macro }: WhyNode): string => {
  if (macro === null) return ''
  return `  ← ${macro.name}${macro.at === null ? '' : ` (${macro.at.file}:${macro.at.line})`}`
}

function treeLines(node: WhyNode, depth: number, style: Terminal['style']): readonly string[] {
  const mark = node.holds ? 'yes' : 'no '
  const text = `${node.kind === 'check' ? shortened(node.text) : node.kind}${macroText(node)}`
  const seen = node.values.length === 0 ? '' : `   saw ${node.values.map(seenText).join(', ')}`
  const indent = '  '.repeat(depth)
  const words = visible(`${text}${seen}`)
  return [
    node.decides
      ? `${indent}${style(node.holds ? 'green' : 'red', mark)} ${words}`
      : style('dim', `${indent}${mark} ${words}`),
    ...node.terms.flatMap((term) => treeLines(term, depth + 1, style)),
  ]
}

/** A macro that stands twice in a condition has the same checks twice. */
const distinct = (nodes: readonly WhyNode[]): readonly WhyNode[] =>
  nodes.filter(({ text }, index) => nodes.findIndex((one) => one.text === text) === index)

/** The checks that the verdict rests on, one a line. */
export const reasonLines = (why: Why): readonly string[] =>
  distinct(reasonsOf(why)).map((node) => {
    const seen = node.values.length === 0 ? '' : `, as ${node.values.map(seenText).join(', ')}`
    return visible(`${node.holds ? 'holds' : 'does not hold'}: ${shortened(node.text)}${seen}`)
  })

/** The whole tree, with what decides in front of the eye and the rest dimmed. */
export const whyLines = (why: Why, style: Terminal['style']): readonly string[] => treeLines(why.tree, 0, style)

/** A verdict as JSON has it. */
export const whyJson = (why: Why): unknown => ({
  rule: why.rule,
  matches: why.matches,
  reasons: reasonsOf(why).map(nodeJson),
  tree: nodeJson(why.tree),
})

const nodeJson = (node: WhyNode): unknown => ({
  kind: node.kind,
  ...(node.kind === 'check' ? { text: node.text } : {}),
  holds: node.holds,
  decides: node.decides,
  at: node.at,
  ...(node.macro === null ? {} : { macro: node.macro }),
  ...(node.values.length === 0
    ? {}
    : { values: Object.fromEntries(node.values.map(({ field, value }) => [field, valueJson(field, value)])) }),
  ...(node.terms.length === 0 ? {} : { terms: node.terms.map(nodeJson) }),
})

const valueJson = (field: string, value: Value | undefined): string | null =>
  value === undefined ? null : valueText(field, value)
