/** Writes generated/events.h: the structures of record.ts for the eBPF programs and the addon. */
import { eventTypes } from './events.ts'
import type { ColumnType, Layout } from './layout.ts'
import { descriptorFlags, exeFlags, maxRecordBytes, openFlags, recordFlags, recordLayouts } from './record.ts'

const cTypes: Readonly<Record<ColumnType, string>> = {
  u8: '__u8 #',
  u16: '__u16 #',
  u32: '__u32 #',
  i32: '__s32 #',
  u64: '__u64 #',
  i64: '__s64 #',
  text: 'struct eyas_text #',
  list: 'struct eyas_text #',
  address: '__u8 #[16]',
}

const struct = ({ name, doc, columns, start, size }: Layout): string => {
  const members = columns.map((c) => `\t/* ${c.doc} */\n\t${cTypes[c.type].replace('#', c.name)};`)
  const asserts = columns.map(
    (c) =>
      `_Static_assert(__builtin_offsetof(struct eyas_${name}, ${c.name}) == ${c.offset - start}, "${name}.${c.name}");`,
  )
  return [
    `/* ${doc} */`,
    `struct eyas_${name} {`,
    ...members,
    '} __attribute__((aligned(8)));',
    `_Static_assert(sizeof(struct eyas_${name}) == ${size - start}, "size of ${name}");`,
    ...asserts,
    '',
  ].join('\n')
}

const defines = (prefix: string, values: Readonly<Record<string, number>>): string =>
  `${Object.entries(values)
    .map(([name, value]) => `#define EYAS_${prefix}${name} ${value}u`)
    .join('\n')}\n`

/** The whole header as text. */
export function cHeader(): string {
  const codes = eventTypes.map((e) => `\tEYAS_EVENT_${e.name.toUpperCase()} = ${e.code},`)
  const highest = Math.max(...eventTypes.map((e) => e.code))
  return [
    '/* Generated from schema/ by `npm run generate`; do not edit. */',
    '#ifndef EYAS_EVENTS_H',
    '#define EYAS_EVENTS_H',
    '#ifdef __cplusplus',
    '#define _Static_assert static_assert',
    '#endif',
    '',
    '/* Offset from the start of the record and length in bytes; offset 0 means absent. */',
    'struct eyas_text {\n\t__u32 offset;\n\t__u32 length;\n};\n',
    ...recordLayouts.map(struct),
    `enum eyas_event_type {\n${codes.join('\n')}\n\tEYAS_EVENT_TYPES = ${highest + 1},\n};\n`,
    `#define EYAS_MAX_RECORD_BYTES ${maxRecordBytes}u\n`,
    defines('RECORD_', recordFlags),
    defines('DESCRIPTOR_', descriptorFlags),
    defines('EXE_', Object.fromEntries(Object.entries(exeFlags).map(([k, v]) => [k.replace(/^EXE_/, ''), v]))),
    defines('OPEN_', openFlags),
    '#endif',
    '',
  ].join('\n')
}
