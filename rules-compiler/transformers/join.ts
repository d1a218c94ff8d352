import { absent, textValue } from '../emit/value.ts'
import { listOf } from './elements.ts'
import type { Transformer } from './transformer.ts'

/** join(separator, list): the members with the separator between them. */
export const join: Transformer = {
  name: 'join',
  emit: ([separator, ...elements], program) => {
    const list = listOf(elements, program)
    if (separator?.kind !== 'text' || list.kind === 'absent') return absent
    const body = `  const a = ${separator.code};\n  const b = ${list.code};\n  return a == 0 || b == 0 ? 0 : joinMembers(b, a);`
    return textValue(`${program.function('join', 'e: usize', 'u64', body)}(e)`)
  },
}
