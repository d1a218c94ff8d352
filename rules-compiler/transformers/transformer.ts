/** What a transformer is: the value it makes out of values, as code. */
import type { TransformerName } from '../condition/condition.ts'
import type { Program } from '../emit/program.ts'
import { absent, textValue, type Value } from '../emit/value.ts'
import { listOf } from './elements.ts'

export interface Transformer {
  readonly name: TransformerName
  readonly emit: (values: readonly Value[], program: Program) => Value
}

/** A transformer of one text, or of each member of a list, by the function of that name in the library. */
export const ofEachText = (name: TransformerName): Transformer => ({
  name,
  emit: (values, program) => {
    const [only] = values
    const value = values.length === 1 && only?.kind === 'text' ? only : listOf(values, program)
    if (value.kind === 'absent') return absent
    if (value.kind === 'text') return textValue(`${presentOnly(name, program)}(${value.code})`)
    return { kind: 'list', code: `${eachMember(name, program)}(${value.code})` }
  },
})

const presentOnly = (name: string, program: Program): string =>
  program.function('present', 't: u64', 'u64', `  return t == 0 ? 0 : ${name}(t);`)

/** Most transformers grow their text where the list grows, so that only its end is missing. */
function eachMember(name: string, program: Program): string {
  const body = `  if (list == 0) return 0;
  const end = endOf(list);
  const start = beginText();
  for (let at = addressOf(list); at < end; ) {
    const member = memberAt(at, end);
    const here = beginText();
    const made = ${name}(member);
    if (made == 0) return 0;
    if (addressOf(made) != here) addText(made);
    addByte(0);
    at = after(member);
  }
  return endText(start);`
  return program.function('each', 'list: u64', 'u64', body)
}
