/** Output templates: text with `%field`, `%field[arg]` and `%transformer(field)` in it. */
import { checkOperand } from '../check/operand.ts'
import { ConditionFault } from '../condition/fault.ts'
import { parseLeadingOperand } from '../condition/parse.ts'
import { printOperand } from '../condition/print.ts'
import type { PlacedText } from '../load/placed-text.ts'
import type { Source } from '../load/source.ts'
import type { Template, TemplatePart } from '../rule.ts'

/** Why a template cannot be used, at an offset of its text. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault'
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** The longest field or transformer in a template, in characters. */
const maxTokenLength = 4096

/** The most fields of a template. */
const maxFields = 10_000

/** Of one template so many faults are told. */
const maxFaults = 50

/** The longest name of a field with its argument behind a dot. */
const maxNameLength = 300

/** A template as far as it can be read, with what is wrong with it. */
export interface ReadTemplate {
  readonly template: Template
  readonly faults: readonly TemplateFault[]
}

/** Reads a template; throws its first fault. */
export function parseTemplate(text: PlacedText, source: Source): Template {
  const { template, faults } = readTemplate(text, source)
  if (faults[0] !== undefined) throw faults[0]
  return template
}

/** Reads a template. A `*` in front is read over: missing values never suppress an alert. */
export function readTemplate(template: PlacedText, source: Source): ReadTemplate {
  const faults: TemplateFault[] = []
  const parts: TemplatePart[] = []
  try {
    readParts(template, source, parts, faults)
  } catch (fault) {
    if (!(fault instanceof TemplateFault)) throw fault
    faults.push(fault)
  }
  return { template: parts, faults }
}

/** Gathers parts, and faults that the next field can be read behind. */
function readParts(template: PlacedText, source: Source, parts: TemplatePart[], faults: TemplateFault[]): void {
  const { text } = template
  if (text === '') throw new TemplateFault('empty formatting token', 0)
  let at = text.startsWith('*') ? 1 : 0
  while (at < text.length && faults.length < maxFaults) {
    const percent = text.indexOf('%', at)
    const end = percent === -1 ? text.length : percent
    if (end > at) parts.push({ kind: 'text', text: text.slice(at, end) })
    if (percent === -1) break
    if (parts.length > 2 * maxFields) throw new TemplateFault(`more than ${maxFields} fields in one output`, percent)
    const width = widthAt(text, percent)
    const start = percent + 1 + width.length
    const value = readValue(template, start, source)
    if (value instanceof TemplateFault) {
      faults.push(value)
      at = start
      continue
    }
    parts.push({
      kind: 'value',
      text: value.text,
      operand: value.operand,
      ...(width !== '' && { width: Number(width) }),
    })
    at = value.end
  }
}

/** The digits behind a percent sign: the width that the value is cut or padded to. */
function widthAt(text: string, percent: number): string {
  if (percent === text.length - 1)
    throw new TemplateFault('invalid formatting syntax: formatting cannot end with a %', percent)
  const width = /^\d*/.exec(text.slice(percent + 1, percent + 10))?.[0] ?? ''
  if (percent + 1 + width.length === text.length)
    throw new TemplateFault('invalid formatting syntax: formatting cannot end with a number', percent)
  return width
}

type Value = {
  readonly text: string
  readonly operand: ReturnType<typeof checkOperand>['operand']
  readonly end: number
}

/** The longest field or transformer that begins at `start`: `%proc.name.` is a field and a full stop. */
function readValue(template: PlacedText, start: number, source: Source): Value | TemplateFault {
  let first: ConditionFault | null = null
  let length = Math.min(template.text.length - start, maxTokenLength)
  while (length > 0) {
    const attempt = tryValue(template.slice(start, start + length), source)
    if (!(attempt instanceof ConditionFault)) return { ...attempt, end: start + attempt.end }
    first ??= attempt
    length = shorter(template.text.slice(start, start + length))
  }
  return new TemplateFault(`unknown filter: ${first?.message ?? 'a field is missing'}`, start - 1)
}

/** The next shorter token to try: without what is behind the name, then the name without its last character. */
const shorter = (token: string): number => {
  const name = /^[a-zA-Z][a-zA-Z0-9_.]*/.exec(token)?.[0] ?? ''
  return Math.min(token.length > name.length ? name.length : name.length - 1, maxNameLength)
}

function tryValue(text: PlacedText, source: Source): Value | ConditionFault {
  try {
    const { operand, end } = parseLeadingOperand(text)
    const checked = checkOperand(operand, { source, at: () => undefined })
    return { text: printOperand(operand), operand: checked.operand, end }
  } catch (fault) {
    if (fault instanceof ConditionFault) return fault
    throw fault
  }
}
