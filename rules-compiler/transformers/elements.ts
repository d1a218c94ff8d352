import type { Program } from '../emit/program.ts'
import type { Value } from '../emit/value.ts'

const asText = (value: Value): string => {
  if (value.kind === 'text') return value.code
  if (value.kind === 'integer') return value.signed ? `decimal(${value.code})` : `unsigned(${value.code})`
  throw new Error(`${value.kind} is no element of a list of texts`)
}

/** One field that is a list, or a list made of the elements that were written out; absent if one of them is. */
export function listOf(values: readonly Value[], program: Program): Value & { kind: 'list' | 'absent' } {
  const [only] = values
  if (values.length === 1 && only?.kind === 'list') return only
  if (values.some(({ kind }) => kind === 'absent')) return { kind: 'absent' }
  const codes = values.map(asText)
  const body = [
    ...codes.map((code, i) => `  const a${i} = ${code};`),
    ...(codes.length === 0 ? [] : [`  if (${codes.map((_, i) => `a${i} == 0`).join(' || ')}) return 0;`]),
    '  const start = beginText();',
    ...codes.map((_, i) => `  addMember(a${i});`),
    '  return endText(start);',
  ]
  return { kind: 'list', code: `${program.function('list', 'e: usize', 'u64', body.join('\n'))}(e)` }
}
