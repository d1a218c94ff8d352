/** Exceptions become `and not (…)` behind a rule's condition, as text. */
import { takesList } from '../load/check-exception.ts'
import { type Findings, LoadFault } from '../load/findings.ts'
import type { RuleException, Shape } from '../load/items.ts'
import { PlacedText } from '../load/placed-text.ts'
import { quoteIfBlank } from './lists.ts'

type Part = PlacedText | string

/** The condition with the exceptions behind it; those whose values do not fit their fields are reported and left out. */
export function withExceptions(
  condition: PlacedText,
  exceptions: readonly RuleException[],
  label: string,
  findings: Findings,
): PlacedText {
  if (exceptions.length === 0) return condition
  const parts: Part[] = ['(', condition, ')']
  for (const exception of exceptions) {
    const text = findings.guard(label, () =>
      exception.fields?.kind === 'many' ? tupleText(exception) : singleText(exception),
    )
    if (text !== null && text.length > 0) parts.push(' and not ', ...text)
  }
  return PlacedText.join(parts)
}

const fault = (message: string, at: RuleException['at'], hint: string): LoadFault =>
  new LoadFault('LOAD_ERR_VALIDATE', message, at, hint)

const itemsOf = (shape: Shape | null): readonly Shape[] => (shape?.kind === 'many' ? shape.items : [])

const textOf = (shape: Shape | null | undefined): PlacedText => {
  if (shape?.kind === 'one') return shape.text
  throw new Error('an exception was not checked before it was resolved')
}

const quoted = (shape: Shape): PlacedText => PlacedText.at(quoteIfBlank(textOf(shape).text), shape.at)

/** `(field op (value, value))`. */
function singleText({ fields, comps, values }: RuleException): readonly Part[] {
  if (values.length === 0) return []
  const list = values.flatMap((value, index): Part[] => {
    if (value.kind !== 'one')
      throw fault(
        'Expected values array to contain a list of strings',
        value.at,
        'with one field each value is one text: values: [sh, bash]',
      )
    return index === 0 ? [quoted(value)] : [', ', quoted(value)]
  })
  return ['(', textOf(fields), ' ', textOf(comps), ' (', ...list, '))']
}

/** `((field op value and field op value) or (…))`. */
function tupleText(exception: RuleException): readonly Part[] {
  if (exception.values.length === 0) return []
  const tuples = exception.values.flatMap((value, index): Part[] => [
    ...(index === 0 ? [] : [' or ']),
    '(',
    ...tupleOf(exception, value),
    ')',
  ])
  return ['(', ...tuples, ')']
}

function tupleOf(exception: RuleException, value: Shape): readonly Part[] {
  const fields = itemsOf(exception.fields)
  const comps = itemsOf(exception.comps)
  const values = itemsOf(value)
  if (fields.length !== values.length)
    throw fault(
      'Fields and values lists must have equal length',
      value.at,
      `each value is a list of ${fields.length}: [${fields.map((field) => textOf(field).text).join(', ')}]`,
    )
  return fields.flatMap((field, index): Part[] => {
    const comp = textOf(comps[index])
    return [index === 0 ? ' ' : ' and  ', textOf(field), ' ', comp, ' ', ...rightOf(values[index], comp.text)]
  })
}

function rightOf(value: Shape | undefined, operator: string): readonly Part[] {
  if (value?.kind === 'many')
    return ['(', ...value.items.flatMap((item, index): Part[] => [index === 0 ? '' : ', ', quoted(item)]), ')']
  const text = textOf(value)
  if (!takesList(operator)) return [value === undefined ? text : quoted(value)]
  return text.text.startsWith('(') ? [text] : ['(', text, ')']
}
