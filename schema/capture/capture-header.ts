/** Writes generated/capture.h: the tables of this folder for the reader of captures in the addon. */
import { argumentNames } from '../argument-names.ts'
import { errnoNames } from '../errno-names.ts'
import type { Parameter } from '../event-type.ts'
import { type Column, columnOf } from '../layout.ts'
import { call, descriptor, exitBody, header, processBody } from '../record.ts'
import {
  type CaptureEvent,
  type CaptureParameter,
  captureEvents,
  captureFlags,
  captureSyscalls,
  captureVariants,
  currentEvents,
  genericRecordCodeOf,
  recordCodeOf,
} from './capture-events.ts'
import { conversionTable } from './conversion-table.ts'
import { flagTranslation, isEnumeration } from './flag-translation.ts'
import { processChanges, recordTypeOf, recordTypes } from './record-types.ts'
import { argumentSlots, cgroupSlots, cgroupSubsystems, printedSlots, slotCount, suppliedSlots } from './supplied.ts'

const parameterTypes = [
  ...new Set(captureEvents.flatMap(({ parameters }) => parameters.map(({ type }) => type))),
  ...[...captureVariants.values()].flatMap((types) => types.map(({ type }) => type)),
]
  .filter((type, i, all) => all.indexOf(type) === i)
  .sort()

const flagTables = [...captureFlags.keys()]
const variantTables = [...captureVariants.keys()]
const layouts = { header, descriptor, process_body: processBody, exit_body: exitBody, call }

const isLayout = (name: string): name is keyof typeof layouts => name in layouts

const stores = ['none', 'u8', 'u16', 'u32', 'i32', 'u64', 'i64', 'text', 'list'] as const

/** Columns that the reader fills itself, from what it knows of descriptors. */
const ownColumns = new Set(['fd', 'path', 'resolved', 'local_address', 'remote_address', 'device', 'inode'])

function columnFor(event: CaptureEvent, parameter: CaptureParameter): { column: Column; like: Parameter } | undefined {
  if (currentEvents.get(event.name) !== event) return undefined
  const like = recordTypeOf(recordCodeOf(event))?.parameters.find(({ name }) => name === parameter.name)
  const [layout = '', name = ''] = like?.column.split('.') ?? []
  if (like === undefined || !isLayout(layout) || layout === 'header' || ownColumns.has(name)) return undefined
  return { column: columnOf(layouts[layout], name), like }
}

class Header {
  readonly #translations = new Map<string, number>()
  readonly #translationRows: string[] = []

  parameters(event: CaptureEvent): string {
    return event.parameters.map((parameter) => this.#parameter(event, parameter)).join(', ')
  }

  get translations(): readonly string[] {
    return this.#translationRows
  }

  #parameter(event: CaptureEvent, parameter: CaptureParameter): string {
    const { name, type, format, names } = parameter
    const target = columnFor(event, parameter)
    const store = target === undefined ? 'none' : target.column.type
    if (!stores.some((known) => known === store)) throw new Error(`no way to store ${event.name}.${name}`)
    const table = type === 'fsrelpath' ? Number(names) : tableNumber(names)
    const map = target === undefined ? 0 : this.#translation(names, target.like, isEnumeration(type))
    return `{${JSON.stringify(name)}, EYAS_PT_${type.toUpperCase()}, EYAS_PF_${format.toUpperCase()}, ${table}, ${target?.column.offset ?? 0}, EYAS_STORE_${store.toUpperCase()}, ${map}}`
  }

  #translation(table: string, like: Parameter, exact: boolean): number {
    const pairs = flagTranslation(table, like)
    if (pairs.length === 0) return 0
    const key = `${exact}${JSON.stringify(pairs)}`
    const known = this.#translations.get(key)
    if (known !== undefined) return known
    const number = this.#translationRows.push(
      `{${exact}, ${pairs.length}, {${pairs.map(([from, to]) => `{${from}u, ${to}u}`).join(', ')}}}`,
    )
    this.#translations.set(key, number)
    return number
  }
}

function tableNumber(names: string): number {
  if (names === '') return 0
  const flag = flagTables.indexOf(names)
  if (flag !== -1) return flag + 1
  const variant = variantTables.indexOf(names)
  if (variant === -1) throw new Error(`no table ${names}`)
  return variant + 1
}

const enumeration = (prefix: string, names: readonly string[], first = 0): string =>
  `enum {\n${names.map((name, i) => `\t${prefix}${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')} = ${i + first},`).join('\n')}\n};`

const categories = [...new Set(captureEvents.map(({ category }) => category))]
const origins = [...new Set(captureEvents.map(({ origin }) => origin))]
const letters = 'cdurwspkoLm'
const bodies = ['none', 'descriptor', 'process_body', 'exit_body']

const flagBits = (flags: string): number =>
  [...letters].reduce((bits, letter, i) => (flags.includes(letter) ? bits | (1 << i) : bits), 0)

function eventRow(event: CaptureEvent, out: Header): string {
  const { code, name, category, origin, flags, parameters } = event
  const record = currentEvents.get(name) === event && name !== 'syscall' ? recordCodeOf(event) : 0
  const acted = parameters.findIndex(({ isActedOn }) => isActedOn)
  const list = parameters.length === 0 ? '' : out.parameters(event)
  return `\t{${code}, ${JSON.stringify(name)}, EYAS_EC_${category.toUpperCase().replaceAll('-', '_')}, EYAS_EO_${origin.toUpperCase()}, ${flagBits(flags)}, ${record}, ${acted}, ${parameters.length}, {${list}}},`
}

const parts: Readonly<Record<string, string>> = {
  E: 'ENTER',
  e: 'ENTER_OR_NOTHING',
  O: 'OLD',
  '-': 'NOTHING',
  '0': 'ZERO',
  J: 'JSON',
}

function conversionRow(line: string): string {
  const [key = '', action = '', ...given] = line.trim().split(' ')
  const [code = '', count = ''] = key.split('/')
  const [verb = '', target = '0'] = action.split(':')
  const list = given.map((part) => `{EYAS_FROM_${parts[part[0] ?? '']}, ${part.length > 1 ? part.slice(1) : 0}}`)
  return `\t{${code}, ${count}, EYAS_CONVERT_${verb.toUpperCase()}, ${target}, ${list.length}, {${list.join(', ')}}},`
}

function flagRows(): string {
  return [...captureFlags]
    .map(([name, entries]) => {
      const rows = entries.map(([word, value]) => `{${JSON.stringify(word)}, ${value}u}`).join(', ')
      return `\t{${JSON.stringify(name)}, ${entries.length}, {${rows}}},`
    })
    .join('\n')
}

function variantRows(): string {
  return [...captureVariants.values()]
    .map((types) => {
      const rows = types.map(({ type, format }) => `{EYAS_PT_${type.toUpperCase()}, EYAS_PF_${format.toUpperCase()}}`)
      return `\t{${types.length}, {${rows.join(', ')}}},`
    })
    .join('\n')
}

/** The body that the record of each type has, by code. */
function bodyRows(): string {
  return recordTypes
    .map(
      ({ code, body, tail }) =>
        `\t{${code}, EYAS_BODY_${bodies[bodies.indexOf(body)]?.toUpperCase()}, ${tail === 'call' ? 1 : 0}},`,
    )
    .join('\n')
}

const signals = Object.entries(argumentNames.signals)

const constant = (name: string, value: number): string => `#define ${name} ${value}`

/** The whole header as text. */
export function captureHeader(): string {
  const out = new Header()
  const events = captureEvents.map((event) => eventRow(event, out)).join('\n')
  const mostParameters = Math.max(...captureEvents.map(({ parameters }) => parameters.length))
  const mostFlags = Math.max(...[...captureFlags.values()].map(({ length }) => length))
  const conversions = conversionTable.trim().split('\n')
  const mostPairs = Math.max(...out.translations.map((row) => row.split('},').length))
  return [
    '/* Generated from schema/ by `npm run generate`; do not edit. */',
    '#pragma once',
    '#include <cstdint>',
    '',
    enumeration('EYAS_PT_', parameterTypes),
    enumeration('EYAS_PF_', ['decimal', 'hex', 'oct']),
    enumeration('EYAS_STORE_', stores),
    enumeration('EYAS_EC_', categories),
    `static const char *const eyas_category_names[] = {${categories.map((name) => JSON.stringify(name)).join(', ')}};`,
    enumeration('EYAS_EO_', origins),
    `enum {\n${['CREATES_FD', 'DESTROYS_FD', 'USES_FD', 'READS', 'WRITES', 'CHANGES_STATE', 'WAITS', 'TRACELESS', 'OLD', 'LARGE', 'CONVERTED'].map((name, i) => `\tEYAS_EF_${name} = ${1 << i},`).join('\n')}\n};`,
    enumeration('EYAS_CONVERT_', ['store', 'pass', 'keep', 'add', 'become']),
    enumeration('EYAS_FROM_', Object.values(parts)),
    enumeration('EYAS_BODY_', bodies),
    `enum {\n${Object.values(processChanges)
      .map(({ name, code }) => `\tEYAS_CHANGE_${name.toUpperCase()} = ${code},`)
      .join('\n')}\n};`,
    `/* Codes of today's events; those of the starts of calls are one less. */\nenum {\n${[...currentEvents.values()].map(({ name, code }) => `\tEYAS_CODE_${name.toUpperCase()} = ${code},`).join('\n')}\n};`,
    enumeration('EYAS_SLOT_', [...suppliedSlots.keys()], 1),
    constant('EYAS_SLOT_ARGUMENT', argumentSlots.text),
    constant('EYAS_SLOT_RAW_ARGUMENT', argumentSlots.raw),
    constant('EYAS_SLOT_CGROUP', cgroupSlots),
    constant('EYAS_SLOT_PRINTED_ARGUMENT', printedSlots),
    constant('EYAS_SLOT_COUNT', slotCount),
    constant('EYAS_CAPTURE_PARAMETERS', mostParameters),
    constant('EYAS_RECORD_CODES', Math.max(...recordTypes.map(({ code }) => code)) + 1),
    '',
    'struct eyas_capture_parameter { const char *name; uint8_t type, format, names; uint16_t column; uint8_t store, translation; };',
    'struct eyas_capture_event { uint16_t code; const char *name; uint8_t category, origin; uint16_t flags, record; int8_t acted; uint8_t count; eyas_capture_parameter parameters[EYAS_CAPTURE_PARAMETERS]; };',
    `static const eyas_capture_event eyas_capture_events[] = {\n${events}\n};`,
    `struct eyas_translation { bool exact; uint8_t count; struct { uint32_t from, to; } pairs[${mostPairs}]; };`,
    `static const eyas_translation eyas_translations[] = {\n\t{false, 0, {}},\n\t${out.translations.join(',\n\t')}\n};`,
    'struct eyas_conversion_part { uint8_t from, parameter; };',
    'struct eyas_conversion { uint16_t code; uint8_t count, action; uint16_t target; uint8_t parts; eyas_conversion_part part[32]; };',
    `static const eyas_conversion eyas_conversions[] = {\n${conversions.map(conversionRow).join('\n')}\n};`,
    `struct eyas_flag_table { const char *name; uint8_t count; struct { const char *name; uint32_t value; } flags[${mostFlags}]; };`,
    `static const eyas_flag_table eyas_flag_tables[] = {\n\t{"", 0, {}},\n${flagRows()}\n};`,
    'struct eyas_variant_table { uint8_t count; struct { uint8_t type, format; } types[8]; };',
    `static const eyas_variant_table eyas_variant_tables[] = {\n\t{0, {}},\n${variantRows()}\n};`,
    'struct eyas_syscall { const char *name; uint16_t record; };',
    `static const eyas_syscall eyas_syscalls[] = {\n${captureSyscalls.map((name, i) => `\t{${JSON.stringify(name === '-' ? '<unknown>' : name)}, ${name === '-' ? 0 : genericRecordCodeOf(i)}},`).join('\n')}\n};`,
    'struct eyas_record_body { uint16_t code; uint8_t body, call; };',
    `static const eyas_record_body eyas_record_bodies[] = {\n${bodyRows()}\n};`,
    `static const char *const eyas_cgroup_subsystems[] = {${cgroupSubsystems.map((name) => JSON.stringify(name)).join(', ')}};`,
    `static const char *const eyas_errors[] = {nullptr, ${errnoNames.map((name) => (name === '-' ? 'nullptr' : JSON.stringify(name))).join(', ')}};`,
    `static const eyas_flag_table eyas_signals = {"", ${signals.length}, {${signals.map(([name, value]) => `{${JSON.stringify(name)}, ${value}u}`).join(', ')}}};`,
    '',
  ].join('\n')
}
