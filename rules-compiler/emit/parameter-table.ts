/**
 * evt.args, and evt.arg.* in output lines: code that is the same for all event types, and a table that says what it reads in
 * each of them (assembly/parameters.as.ts). Only parameters that are asked for are in the table.
 */
import type { EventType, Parameter } from '#schema/events'
import { meaning, parameterOf, plain } from './parameters.ts'
import type { Program } from './program.ts'
import { absent, textValue, type Value } from './value.ts'

function ask(type: EventType, parameter: Parameter, { parameters }: Program): void {
  const asked = parameters.get(type) ?? new Set()
  parameters.set(type, asked.add(parameter))
}

/** evt.args: every parameter with its name. */
export function argumentsValue(type: EventType, program: Program): Value {
  if (type.parameters.length === 0) return textValue(program.tables.text(''))
  for (const parameter of type.parameters) ask(type, parameter, program)
  const body = `  const start = beginText();
  const first = firstParameter(tables + PARAMETERS, layout.header_type(e));
  for (let entry = first, end = parametersEnd(first); entry < end; entry += PARAMETER) {
    addLabel(tables + PARAMETERS, entry);
    addRead(beginText(), readText(textReader(entry), e));
    if (bracketReader(entry) == 0) continue;
    const open = beginText();
    addByte(0x28);
    addBracketed(open, beginText(), readText(bracketReader(entry), e));
  }
  return endText(start);`
  return textValue(`${program.function('args', 'e: usize', 'u64', body)}(e)`)
}

/** evt.arg of that name, or at that position, where its text is all that is asked for. */
export function argumentText(type: EventType, argument: string | number, program: Program): Value {
  const parameter = parameterOf(type, argument)
  if (parameter === undefined) return absent
  ask(type, parameter, program)
  const body = `  const entry = firstParameter(tables + PARAMETERS, layout.header_type(e)) + number * PARAMETER;
  return filledOr(readText(bracketReader(entry), e), readText(textReader(entry), e));`
  const name = program.function('arg', 'e: usize, number: u32', 'u64', body)
  return textValue(`${name}(e, ${type.parameters.indexOf(parameter)})`)
}

const entryBytes = 12

/** The table of what was asked for until now. */
export function parameterTable({ parameters, tables, texts }: Program): Uint8Array {
  const chunks: Uint8Array[] = []
  let end = 4 * (Math.max(0, ...[...parameters.keys()].map(({ code }) => code)) + 1)
  const lists = new DataView(new ArrayBuffer(end))
  const add = (bytes: Uint8Array): number => {
    chunks.push(bytes)
    end += bytes.length
    return end - bytes.length
  }
  for (const [type, asked] of parameters) {
    const entries = type.parameters.map((parameter, i) => {
      const entry = new DataView(new ArrayBuffer(entryBytes))
      if (!asked.has(parameter)) return new Uint8Array(entry.buffer)
      const label = new TextEncoder().encode(`${i === 0 ? '' : ' '}${parameter.name}=`)
      entry.setUint32(0, add(label), true)
      entry.setUint16(4, label.length, true)
      entry.setUint16(6, texts.number(plain(parameter, tables)), true)
      const inBrackets = meaning(parameter, tables)
      entry.setUint16(8, inBrackets === null ? 0 : texts.number(inBrackets), true)
      return new Uint8Array(entry.buffer)
    })
    const count = Uint8Array.of(entries.length & 0xff, entries.length >> 8, 0, 0)
    lists.setUint32(4 * type.code, add(Buffer.concat([count, ...entries])), true)
  }
  return Buffer.concat([new Uint8Array(lists.buffer), ...chunks])
}
