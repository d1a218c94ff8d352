/** Whether an exception's fields, comps and values fit together, and how appended values join it. */

import { nonexistent } from '../check/field-lookup.ts'
import { hintFor } from '../check/hints.ts'
import { isLeftSide } from '../check/left-side.ts'
import { didYouMean } from '../check/nearest.ts'
import { isOperator, listOperatorNames, operatorNames, quantifiable } from '../condition/parse-comparison.ts'
import { LoadFault } from './findings.ts'
import type { RuleException, Shape } from './items.ts'
import { PlacedText } from './placed-text.ts'
import type { Source } from './source.ts'

const fault = (message: string, exception: RuleException, hint: string): LoadFault =>
  new LoadFault('LOAD_ERR_VALIDATE', message, exception.at, hint)

/** Whether `text` is an operator with a quantifier that it can have: `startswith oneof`. */
export function isQuantified(text: string): boolean {
  const [operator = '', quantifier = '', ...rest] = text.split(' ')
  return rest.length === 0 && ['oneof', 'anyof', 'allof'].includes(quantifier) && quantifiable.has(operator)
}

/** Whether the right side of an exception's operator is a list. */
export const takesList = (operator: string): boolean => listOperatorNames.has(operator) || isQuantified(operator)

/** The exception with its comps filled in and trimmed; throws if something in it does not fit. */
export function checkException(exception: RuleException, source: Source | null): RuleException {
  const { fields } = exception
  if (fields === null || (fields.kind === 'many' && fields.items.length === 0))
    throw fault('Rule exception item must have fields property with a list of fields', exception, fieldsHint)
  const comps = fields.kind === 'many' ? tupleComps(exception, fields.items) : singleComp(exception)
  if (source !== null)
    for (const field of fields.kind === 'many' ? fields.items : [fields])
      if (field.kind !== 'one' || !isLeftSide(field.text, source)) throw unknownField(field, source)
  return { ...exception, comps }
}

function tupleComps(exception: RuleException, fields: readonly Shape[]): Shape {
  const { comps, at } = exception
  if (comps === null || (comps.kind === 'many' && comps.items.length === 0))
    return { kind: 'many', items: fields.map(() => one('=', exception)), at }
  if (comps.kind !== 'many' || comps.items.length !== fields.length)
    throw fault(
      'Fields and comps lists must have equal length',
      exception,
      `there are ${fields.length} fields: write as many operators, or leave comps out for '='`,
    )
  const items = comps.items.map((comp) => trimmedComp(comp, exception))
  for (const { text } of items)
    if (!isOperator(text.text) && !isQuantified(text.text))
      throw fault(
        `'${text.text}' is not a supported comparison operator`,
        exception,
        didYouMean(text.text, operatorNames) || `operators are ${operatorNames.join(' ')}`,
      )
  return { ...comps, items }
}

function singleComp(exception: RuleException): Shape {
  const { comps } = exception
  if (comps === null) return one('in', exception)
  if (comps.kind === 'many') throw fault('Fields and comps must both be strings', exception, compsHint)
  const comp = trimmedComp(comps, exception)
  if (!takesList(comp.text.text))
    throw fault(
      'When fields is a single value, comps must be one of (in, pmatch, intersects) or a modifier operator (e.g. startswith oneof)',
      exception,
      `write 'comps: in', or 'fields: [${textOfFields(exception)}]' and 'comps: [${comp.text.text}]'`,
    )
  return comp
}

const compsHint = "write 'fields: proc.name' and 'comps: in', or lists for both"

const fieldsHint = "add a line 'fields: [proc.name, fd.name]'"

const onlyValuesHint = "leave 'fields' and 'comps' out: the exception has them already"

const textOfFields = ({ fields }: RuleException): string => (fields?.kind === 'one' ? fields.text.text : '')

function unknownField(field: Shape, source: Source): LoadFault {
  const name = field.kind === 'one' ? field.text.text : ''
  return new LoadFault(
    'LOAD_ERR_VALIDATE',
    `'${name}' is not a supported filter field`,
    field.at,
    hintFor(nonexistent(name).message, source),
  )
}

type One = Extract<Shape, { kind: 'one' }>

const one = (text: string, { at }: RuleException): One => ({ kind: 'one', text: PlacedText.at(text, at), at })

function trimmedComp(comp: Shape, exception: RuleException): One {
  if (comp.kind !== 'one') throw fault('Fields and comps must both be strings', exception, compsHint)
  return { ...comp, text: PlacedText.at(comp.text.text.trim(), comp.at) }
}

/** A rule's exceptions with others appended by name. */
export function appendExceptions(
  there: readonly RuleException[],
  added: readonly RuleException[],
  source: Source | null,
): readonly RuleException[] {
  let exceptions = there
  for (const exception of added) exceptions = appendException(exceptions, exception, source)
  return exceptions
}

function appendException(
  there: readonly RuleException[],
  exception: RuleException,
  source: Source | null,
): readonly RuleException[] {
  const previous = there.find(({ name }) => name === exception.name)
  if (previous === undefined) {
    if (exception.fields === null)
      throw fault('Rule exception must have fields property with a list of fields', exception, fieldsHint)
    if (exception.values.length === 0)
      throw fault(
        'Rule exception must have values property with a list of values',
        exception,
        "add a line 'values: [one, two]'",
      )
    return [...there, checkException(exception, source)]
  }
  if (exception.fields !== null)
    throw fault('Can not append exception fields to existing exception, only values', exception, onlyValuesHint)
  if (exception.comps !== null)
    throw fault('Can not append exception comps to existing exception, only values', exception, onlyValuesHint)
  const values = [...previous.values, ...exception.values]
  return there.map((candidate) => (candidate === previous ? { ...previous, values } : candidate))
}
