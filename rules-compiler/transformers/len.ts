import { absent, unsignedValue } from '../emit/value.ts'
import { listOf } from './elements.ts'
import type { Transformer } from './transformer.ts'

/** The bytes of a text, or the members of a list. */
export const len: Transformer = {
  name: 'len',
  emit: (values, program) => {
    const [only] = values
    const value = values.length === 1 && only?.kind === 'text' ? only : listOf(values, program)
    if (value.kind === 'absent') return absent
    const text = program.function('length', 'e: usize', 'u64', `  return ${value.code};`)
    const count = value.kind === 'text' ? `lengthOf(${text}(e))` : `countMembers(${text}(e))`
    return unsignedValue(count, `${text}(e) != 0`)
  },
}
