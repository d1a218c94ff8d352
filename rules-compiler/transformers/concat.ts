import { absent, textValue } from '../emit/value.ts'
import type { Transformer } from './transformer.ts'

/** The texts one behind another; absent if one of them is. */
export const concat: Transformer = {
  name: 'concat',
  emit: (values, program) => {
    const codes = values.flatMap((value) => (value.kind === 'text' ? [value.code] : []))
    if (codes.length !== values.length) return absent
    const body = [
      ...codes.map((code, i) => `  const a${i} = ${code};`),
      `  if (${codes.map((_, i) => `a${i} == 0`).join(' || ')}) return 0;`,
      '  const start = beginText();',
      ...codes.map((_, i) => `  addText(a${i});`),
      '  return endText(start);',
    ]
    return textValue(`${program.function('concat', 'e: usize', 'u64', body.join('\n'))}(e)`)
  },
}
