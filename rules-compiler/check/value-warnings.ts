/** Warnings about constants that may mean something else than their writer thinks. */

import { transformers } from '../condition/parse-operand.ts'
import { shown } from '../condition/raw-bytes.ts'
import type { Source } from '../load/source.ts'
import { findFieldWritten } from './field-lookup.ts'

/** What may be wrong with a value on the right of an operator. */
export function warningsOfValue(value: string, operator: string, source: Source): readonly string[] {
  const stripped = value.replace(/[ \t\n\v\f\r]/g, '')
  const warnings: string[] = []
  if (operator === 'regex' && isSimpleRegex(value))
    warnings.push(
      `regex check with '${shown(value)}' may be optimized with simpler operators such as '=', 'contains', 'startswith', 'endswith'`,
    )
  if (findFieldWritten(source, stripped) !== null)
    warnings.push(`'${shown(value)}' may be a valid field misused as a const string value`)
  if (['val', ...transformers].some((name) => stripped.startsWith(`${name}(`) && stripped.endsWith(')')))
    warnings.push(`'${shown(value)}' may be a valid field transformer misused as a const string value`)
  return warnings
}

/** Whether nothing in the expression but its ends needs a regular expression. */
function isSimpleRegex(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at)
    if ((at === 0 && character === '^') || (at === value.length - 1 && character === '$')) continue
    const isEnd = (at === 0 && value.length > 1) || at === value.length - 2
    if (isEnd && character === '.' && '+*?'.includes(value.charAt(at + 1))) {
      at++
      continue
    }
    if ('.+*?^$()[]{}|\\'.includes(character)) return false
  }
  return true
}
