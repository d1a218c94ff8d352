/** The AssemblyScript constants and accessors of the memory map, so that both modules and their host read one map. */
import { containerBuckets, containerBytes, containerIdBytes } from '#schema/container'
import { type EventType, eventTypes } from '#schema/events'
import { isFollowed } from '#schema/followed-calls'
import { columnOf } from '#schema/layout'
import {
  answerBytes,
  answerColumns,
  control,
  disabledRules,
  evaluationCounts,
  identityBytes,
  matchBytes,
  matchCounts,
  memoryMap,
  noRule,
  pathCache,
  processBuckets,
  processPrefix,
  processPrefixBytes,
  typeKinds,
  valueKinds,
} from '#schema/memory'
import { processRecord } from '#schema/process'
import { call, descriptor, processBody } from '#schema/record'

const upper = (name: string): string => name.replaceAll(/([A-Z])/g, '_$1').toUpperCase()
const lower = (name: string): string => upper(name).toLowerCase()

const constant = (name: string, value: number): string => `export const ${name}: usize = ${value};`

const regions = (): string[] =>
  Object.entries(memoryMap).flatMap(([name, { offset, capacity }]) => [
    constant(upper(name), offset),
    constant(`${upper(name)}_END`, offset + capacity),
  ])

/** The columns that an exec event and a process record share, which one copy fills. */
function sharedColumns(): string[] {
  const first = columnOf(processBody, 'process_start_ns').offset
  const texts = columnOf(processBody, 'comm').offset
  const delta = columnOf(processRecord, 'process_start_ns').offset - first
  for (const { name, offset } of processBody.columns) {
    const own = columnOf(processRecord, name).offset
    if (own - offset !== delta) throw new Error(`process.${name} is not where the copy of an event would put it`)
  }
  return [
    constant('BODY_COLUMNS', first),
    constant('BODY_TEXTS', texts),
    constant('PROCESS_COLUMNS', first + delta),
    constant('PROCESS_COLUMN_BYTES', texts - first),
    constant('PROCESS_TEXTS', texts + delta),
    constant('PROCESS_TEXT_COUNT', (processBody.size - texts) / 8),
  ]
}

const textPrefixes = new Set(['commandLine'])

function prefixAccessors(): string[] {
  return Object.entries(processPrefix).flatMap(([name, offset]) => {
    const column = lower(name)
    if (textPrefixes.has(name))
      return [
        `@inline export function prefix_${column}(p: usize): u64 { const a = load<u32>(p - ${offset}); return a == 0 ? 0 : (<u64>a << 32) | <u64>load<u32>(p - ${offset - 4}); }`,
        `@inline export function set_prefix_${column}(p: usize, address: usize, length: u32): void { store<u32>(p - ${offset}, <u32>address); store<u32>(p - ${offset - 4}, length); }`,
      ]
    return [
      `@inline export function prefix_${column}(p: usize): u32 { return load<u32>(p - ${offset}); }`,
      `@inline export function set_prefix_${column}(p: usize, value: u32): void { store<u32>(p - ${offset}, value); }`,
    ]
  })
}

const kindOf = ({ name, body, tail }: EventType): number =>
  (body === 'descriptor' ? typeKinds.descriptor : 0) |
  (tail === 'call' ? typeKinds.call : 0) |
  (body === 'process_body' || body === 'exit_body' || isFollowed(name) ? typeKinds.change : 0)

/** Writes the byte of each event type, so that nobody has to ask code by code. */
function typeKindsWriter(): string {
  const stores = eventTypes.map((type) => `  store<u8>(CONTROL_TYPE_KINDS + ${type.code}, ${kindOf(type)});`)
  return `export function writeTypeKinds(): void {\n${stores.join('\n')}\n}`
}

/** Writes what a module without data cannot bring along. */
function textEndsWriter(): string {
  const fills = ['memory.fill(CONTROL_TEXT_ENDS, 0xff, 64);', 'memory.fill(CONTROL_TEXT_ENDS + 64, 0, 64);']
  return `export function writeTextEnds(): void { ${fills.join(' ')} }`
}

/** The source of `./memory-map`. */
export function memoryMapSource(): string {
  return [
    ...regions(),
    ...Object.entries(control).map(([name, address]) => constant(`CONTROL_${upper(name)}`, address)),
    constant('FREE_LISTS', control.freeLists),
    constant('DISABLED_RULES', disabledRules),
    constant('MATCH_COUNTS', matchCounts),
    constant('MATCH_BYTES', matchBytes),
    constant('ANSWER_BYTES', answerBytes),
    ...Object.entries(answerColumns).map(([name, offset]) => constant(`ANSWER_${upper(name)}`, offset)),
    constant('EVALUATION_COUNTS', evaluationCounts),
    ...Object.entries(pathCache).map(([name, value]) => constant(`PATH_CACHE_${upper(name)}`, value)),
    constant('PROCESS_MASKS', processPrefix.masks),
    constant('PROCESS_SIGHTINGS', processPrefix.sightings),
    constant('IDENTITY_BYTES', identityBytes),
    constant('CONTAINER_BYTES', containerBytes),
    constant('CONTAINER_BUCKETS', containerBuckets),
    constant('CONTAINER_ID_BYTES', containerIdBytes),
    `export const NO_RULE: u32 = ${noRule};`,
    `export const BUCKET_COUNT: u32 = ${processBuckets};`,
    constant('PREFIX_BYTES', processPrefixBytes),
    ...Object.entries(valueKinds).map(([name, value]) => `export const KIND_${upper(name)}: u32 = ${value};`),
    ...sharedColumns(),
    constant('DESCRIPTOR_PATH', columnOf(descriptor, 'path').offset),
    constant('DESCRIPTOR_RESOLVED', columnOf(descriptor, 'resolved').offset),
    constant('DESCRIPTOR_TEXTS', columnOf(descriptor, 'name_raw').offset),
    constant('DESCRIPTOR_TEXT_COUNT', (descriptor.size - columnOf(descriptor, 'name_raw').offset) / 8),
    constant('CALL_TEXTS', columnOf(call, 'second_raw').offset),
    constant('CALL_TEXT_COUNT', (call.size - columnOf(call, 'second_raw').offset) / 8),
    ...prefixAccessors(),
    ...Object.entries(typeKinds).map(([name, value]) => `export const TYPE_${upper(name)}: u32 = ${value};`),
    typeKindsWriter(),
    textEndsWriter(),
    '',
  ].join('\n')
}
