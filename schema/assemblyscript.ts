/** Writes generated/layout.as.ts: one accessor per column of the records for the AssemblyScript modules. */
import { processChanges } from './capture/record-types.ts'
import { containerFlags, containerRecord, containerRuntimes, containerStates } from './container.ts'
import { eventTypes } from './events.ts'
import type { Column, ColumnType, Layout } from './layout.ts'
import { processFlags, processRecord } from './process.ts'
import { descriptorFlags, exeFlags, openFlags, recordFlags, recordLayouts } from './record.ts'

type NumberColumn = Exclude<ColumnType, 'text' | 'list' | 'address'>

const number = (layout: Layout, { name, offset, doc }: Column, type: NumberColumn): string => `/** ${doc} */
@inline export function ${layout.name}_${name}(at: usize): ${type} { return load<${type}>(at, ${offset}); }
@inline export function set_${layout.name}_${name}(at: usize, value: ${type}): void { store<${type}>(at, value, ${offset}); }
`

const text = (layout: Layout, { name, offset, doc }: Column): string => `/** ${doc} Absolute address; 0 if absent. */
@inline export function ${layout.name}_${name}_pointer(at: usize): usize { const offset = load<u32>(at, ${offset}); return offset == 0 ? 0 : at + offset; }
/** Length in bytes. */
@inline export function ${layout.name}_${name}_length(at: usize): u32 { return load<u32>(at, ${offset + 4}); }
/** Refers to \`length\` bytes at an absolute address; 0 makes it absent. */
@inline export function set_${layout.name}_${name}(at: usize, address: usize, length: u32): void { store<u32>(at, address == 0 ? 0 : <u32>(address - at), ${offset}); store<u32>(at, length, ${offset + 4}); }
`

const address = (
  layout: Layout,
  { name, offset, doc }: Column,
): string => `/** ${doc} Absolute address of the 16 bytes. */
@inline export function ${layout.name}_${name}_pointer(at: usize): usize { return at + ${offset}; }
`

const accessor = (layout: Layout, column: Column): string => {
  switch (column.type) {
    case 'text':
    case 'list':
      return text(layout, column)
    case 'address':
      return address(layout, column)
    default:
      return number(layout, column, column.type)
  }
}

const structure = (layout: Layout): string =>
  [
    `/** Where the columns of ${layout.name} end. */`,
    `export const ${layout.name.toUpperCase()}_SIZE: u32 = ${layout.size};`,
    ...layout.columns.map((column) => accessor(layout, column)),
  ].join('\n')

const constants = (prefix: string, values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `export const ${prefix}${name}: u32 = ${value};`)
    .join('\n')

/** The whole AssemblyScript file as text. */
export function assemblyScriptLayout(): string {
  const codes = Object.fromEntries(
    [...eventTypes, ...Object.values(processChanges)].map((e) => [e.name.toUpperCase(), e.code]),
  )
  return [
    '// Generated from schema/ by `npm run generate`; do not edit.',
    ...[...recordLayouts, processRecord, containerRecord].map(structure),
    constants('EVENT_', codes),
    `export const EVENT_TYPES: u32 = ${Math.max(...Object.values(codes)) + 1};`,
    constants('RECORD_', recordFlags),
    constants('DESCRIPTOR_', descriptorFlags),
    constants('PROCESS_', processFlags),
    constants('CONTAINER_', { ...containerStates, ...containerFlags }),
    constants('CONTAINER_RUNTIME_', containerRuntimes),
    constants('OPEN_', openFlags),
    constants('EXE_', Object.fromEntries(Object.entries(exeFlags).map(([k, v]) => [k.replace(/^EXE_/, ''), v]))),
    '',
  ].join('\n')
}
