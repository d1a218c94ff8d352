/**
 * The function that reads a value of an output line. What reads a value in events of one type is a number in a table; types
 * that read every value alike share a row of it, and values that are read alike share the code.
 */
import type { EventType } from '#schema/events'
import type { Operand } from '../condition/condition.ts'
import { operandValue } from './operand.ts'
import { argumentText, parameterTable } from './parameter-table.ts'
import type { Program } from './program.ts'
import { Readers } from './readers.ts'
import type { Tables } from './tables.ts'
import { absent, textValue, type Value } from './value.ts'
import { valueStatement } from './value-statement.ts'

/** A value of output lines. */
export interface ShownValue {
  readonly operand: Operand
  /** The event types of the rules that show it; null for all. */
  readonly eventTypes: ReadonlySet<string> | null
}

/** What an output shows: nothing of fields that only conditions can ask, and of a net no more than Falco does. */
function shownValue(operand: Operand, type: EventType, program: Program): Value {
  if (operand.kind === 'field' && operand.field.name === 'evt.arg' && type.captured !== true)
    return argumentText(type, operand.argument ?? '', program)
  const value = operandValue(operand, type, program)
  if (operand.kind === 'field' && operand.field.name === 'evt.type.is') return absent
  if (operand.kind !== 'field' || operand.field.use !== 'filter') return value
  if (value.kind !== 'address') return absent
  return textValue(`(${value.code} != 0 ? ${program.tables.text('<IPNET>')} : 0)`)
}

const words = (numbers: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(numbers).buffer)

/** The expression of the number of the reader: rows of readers by value, and the row of each event type, 0 for none. */
function readerNumber(rowOf: ReadonlyMap<EventType, readonly number[]>, values: number, tables: Tables): string {
  const rows = new Map<string, number>()
  const codes = [...rowOf.keys()].map(({ code }) => code)
  const ofCode = new Array<number>(Math.max(0, ...codes) + 1).fill(0)
  for (const [{ code }, readers] of rowOf) {
    const key = readers.join()
    if (!rows.has(key)) rows.set(key, rows.size + 1)
    ofCode[code] = rows.get(key) ?? 0
  }
  const readers = [...rows.keys()].flatMap((key) => key.split(',').map(Number))
  return `readerOf(e, ${tables.address(words(ofCode))}, ${ofCode.length}, ${tables.address(words(readers))}, ${values}, value)`
}

/** `extract(value, record)`, which is exported, and all that it calls. */
export function extractFunction(values: readonly ShownValue[], program: Program): string {
  const readers = new Readers()
  const rowOf = new Map<EventType, readonly number[]>()
  for (const type of values.length === 0 ? [] : program.types.filter(({ judged }) => judged))
    rowOf.set(
      type,
      values.map(({ operand, eventTypes }) =>
        eventTypes === null || eventTypes.has(type.name)
          ? readers.number(valueStatement(shownValue(operand, type, program)))
          : 0,
      ),
    )
  const number = readerNumber(rowOf, values.length, program.tables)
  const choice = readers.choice('reader', (code) => `${program.function('read', 'e: usize', 'void', `  ${code}`)}(e);`)
  const parameters =
    program.parameters.size === 0
      ? ''
      : `const PARAMETERS: usize = ${program.tables.offset(parameterTable(program))};\n`
  const texts = program.texts.choice(
    'reader',
    (code) => `return ${program.function('text', 'e: usize', 'u64', `  return ${code};`)}(e);`,
  )
  return `${parameters}function readText(reader: u32, e: usize): u64 {
  ${texts}
  return 0;
}
/** Writes a value of a record to CONTROL_VALUE_KIND and CONTROL_VALUE; an odd address asks for the name resolved. */
export function extract(value: u32, record: usize): void {
  const e = record & ~1;
  if (e != record) nameAsResolved();
  else nameAsAsked();
  resetScratch();
  putAbsent();
  const reader = ${number};
  ${choice}
}`
}
