import { absent, textValue } from '../emit/value.ts'
import { listOf } from './elements.ts'
import type { Transformer } from './transformer.ts'

/** The options among arguments and their values, or the last value of the one that is selected. */
export const getopt: Transformer = {
  name: 'getopt',
  emit: ([options, selector, ...elements], program) => {
    const list = listOf(elements, program)
    if (options?.kind !== 'text' || list.kind === 'absent') return absent
    const question = program.tables.text('?')
    const selected = selector?.kind === 'text' ? selector.constant?.[0] : undefined
    const parameters = `  const options = ${options.code};\n  const list = ${list.code};\n`
    const call =
      selected === undefined
        ? `getopt(list, options, ${question})`
        : `getoptOf(list, options, ${selected}, ${question})`
    const name = program.function('options', 'e: usize', 'u64', `${parameters}  return ${call};`)
    return selected === undefined ? { kind: 'list', code: `${name}(e)` } : textValue(`${name}(e)`)
  },
}
