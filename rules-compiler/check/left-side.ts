/** Whether a text can stand on the left of an operator: a field, or transformers around one. */
import { parseCondition } from '../condition/parse.ts'
import { PlacedText } from '../load/placed-text.ts'
import type { Source } from '../load/source.ts'
import { checkCondition } from './check-condition.ts'
import { findFieldWritten } from './field-lookup.ts'

/** Whether the text names a field of the source. */
export function isLeftSide(text: PlacedText, source: Source): boolean {
  if (!text.text.includes('(')) return findFieldWritten(source, text.text) !== null
  const parsed = parseCondition(PlacedText.join([text, ' exists']))
  return parsed.ok && checkCondition(parsed.syntax, source).errors.length === 0
}
