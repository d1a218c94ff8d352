/** The whole rules module as AssemblyScript. */
import { type EventType, eventTypes } from '#schema/events'
import { jsonEventTypes } from '#schema/json-event'
import type { ManifestJsonField } from '#schema/manifest'
import { matchBytes, memoryMap } from '#schema/memory'
import type { Operand } from '../condition/condition.ts'
import type { DerivedFilter } from '../kernel-filter/derive-kernel-filter.ts'
import type { ResolvedRule } from '../rule.ts'
import { answerFunction } from './answer-function.ts'
import { operandValue } from './operand.ts'
import { Program } from './program.ts'
import { typeFunctions } from './type-function.ts'
import { absent, textValue, type Value } from './value.ts'
import { valueStatement } from './value-statement.ts'

/** Generated source, the tables beside it, and nothing that came from a rule in either unquoted. */
export interface ModuleSource {
  readonly source: string
  readonly tables: Uint8Array<ArrayBuffer>
  /** What it reads of events that are JSON. */
  readonly jsonFields: readonly ManifestJsonField[]
}

const libraries = {
  text: 'text column addressOf lengthOf equalTexts compareTexts startsWithText endsWithText containsText icontainsText findWord findLong findFolded',
  constant: 'is isNot isLong isNotLong begins beginsLong ends endsLong holds holdsLong holdsFolded among',
  scratch: 'resetScratch beginText endText addText addByte decimal unsigned octal hexadecimal',
  list: 'memberAt after endOf countMembers joinMembers addMember dotted asList allAmong someAmong',
  lookup: 'textFor textOr namesOf filledOr addLabelled',
  address: 'isMapped isIn sameAddress',
  automaton: 'accepts sanitized',
  glob: 'globText',
  identity: 'identityText',
  time: 'evt_time evt_datetime evt_time_iso8601',
  transform: 'tolower toupper basename b64 getopt getoptOf',
  process:
    'GENERATIONS self parentOf ancestor ancestors proc_name proc_exe proc_exepath proc_cwd proc_cmdline proc_args proc_arg proc_exeline proc_env proc_environment proc_variable proc_inherited_variable proc_cmdnargs proc_cmdlenargs proc_pid_ts proc_duration proc_ctime_age processOf login_shell sessionLeader groupLeader ofLeader container_id',
  container:
    'onHost told container_text container_full_id container_flag cutText container_label container_labels container_mounts container_mount container_mount_number container_start_ts pidns_init_start_ts',
  descriptor:
    'has_fd isAsAsked kindOf has_ends has_roles has_server isInternet fd_lip fd_rip fd_cip fd_sip fd_cport fd_sport fd_name fd_path nameAsAsked nameAsResolved fd_directory fd_filename fd_nameraw fd_uid contained described tuple localEnd remoteEnd',
  mask: 'freshen beginMask processPair asked ruledOut learn isUsual',
  'path-cache': 'recall pathKind isUsualText',
  answer: 'wantsAnswer beginAnswer endAnswer',
  supplied: 'hasSupplied suppliedText suppliedNumber suppliedReal',
  json: 'jsonValue',
  run: 'matches noMatches ready matched judgeAsAsked judgeAsResolved putAbsent putText putList putSigned putUnsigned putBoolean putDouble putAddress',
} as const

const imports = (): string =>
  [
    "import * as layout from './layout';",
    "import { CONTROL_RECORD, CONTROL_RULE, NO_RULE } from './memory-map';",
    ...Object.entries(libraries).map(([file, names]) => `import { ${names.split(' ').join(', ')} } from './${file}';`),
    "@external('env', 'tables') declare const tables: usize;",
  ].join('\n')

interface Target {
  readonly code: number
  readonly name: string
}

/** Halves the targets until one is left: a switch asks one after the other. */
function dispatch(targets: readonly Target[]): string {
  const [first] = targets
  if (first === undefined) return ''
  if (targets.length === 1) return `if (type == ${first.code}) ${first.name}(e);`
  const half = targets.length >> 1
  const bound = targets[half]?.code ?? 0
  return `if (type < ${bound}) { ${dispatch(targets.slice(0, half))} } else { ${dispatch(targets.slice(half))} }`
}

function evaluateFunction(
  rules: readonly ResolvedRule[],
  derived: DerivedFilter,
  program: Program,
  types: readonly EventType[],
): string {
  const functions = typeFunctions(rules, program, types)
  const byCode = [...functions].flatMap(([name, types]) => types.map(({ code }) => ({ code, name })))
  const room = memoryMap.matches.capacity / matchBytes - rules.length
  return `${answerFunction(derived, program)}
function judge(e: usize): void {
  const type: u32 = layout.header_type(e);
${dispatch(byCode.sort((a, b) => a.code - b.code))}
}
/** A second verdict, under the name that the kernel resolved. */
function judgeOtherName(e: usize): void {
  if (judgeAsResolved(e)) judge(e);
  judgeAsAsked();
}
/** Judges the records from \`at\` to \`end\`, or until the matches may not fit; CONTROL_RECORD says how far. */
export function evaluate(at: usize, end: usize): u32 {
  noMatches();
  judgeAsAsked();
  resetScratch();
  while (at < end && matches <= ${Math.max(room, 0)}) {
    store<u32>(CONTROL_RECORD, <u32>at);
    const flags = layout.header_flags(at);
    if ((flags & <u16>layout.RECORD_UNANSWERED) != 0) answer(at);
    if ((flags & <u16>layout.RECORD_SNAPSHOT) == 0) {
      judge(at);
      if ((flags & <u16>layout.RECORD_OTHER_NAME) != 0) judgeOtherName(at);
    }
    at += layout.header_size(at);
  }
  store<u32>(CONTROL_RECORD, <u32>at);
  store<u32>(CONTROL_RULE, NO_RULE);
  return matches;
}
/** How many matches were written before the record that CONTROL_RECORD names; asked after a trap. */
export function written(): u32 {
  return matches;
}`
}

/** One value for every type; types that read it alike share a case. */
/** What an output shows: nothing of fields that only conditions can ask, and of a net no more than Falco does. */
function shownValue(operand: Operand, type: EventType, program: Program): Value {
  const value = operandValue(operand, type, program)
  if (operand.kind === 'field' && operand.field.name === 'evt.type.is') return absent
  if (operand.kind !== 'field' || operand.field.use !== 'filter') return value
  if (value.kind !== 'address') return absent
  return textValue(`(${value.code} != 0 ? ${program.tables.text('<IPNET>')} : 0)`)
}

function extractFunction(value: Operand, program: Program, types: readonly EventType[]): string {
  const byStatement = new Map<string, EventType[]>()
  for (const type of types.filter(({ judged }) => judged)) {
    const statement = valueStatement(shownValue(value, type, program))
    byStatement.set(statement, [...(byStatement.get(statement) ?? []), type])
  }
  const cases = [...byStatement].map(
    ([statement, types]) =>
      `${types.map(({ code }) => `    case ${code}:`).join('\n')}\n      ${statement}\n      return;`,
  )
  const body = `  resetScratch();\n  switch (<u32>layout.header_type(e)) {\n${cases.join('\n')}\n  }\n  putAbsent();`
  return program.function('value', 'e: usize', 'void', body)
}

function extractsFunction(values: readonly Operand[], program: Program, types: readonly EventType[]): string {
  const cases = values.map((value, index) => `    case ${index}: ${extractFunction(value, program, types)}(e); return;`)
  return `/** Writes a value of a record to CONTROL_VALUE_KIND and CONTROL_VALUE; an odd address asks for the name resolved. */
export function extract(value: u32, record: usize): void {
  const e = record & ~1;
  if (e != record) nameAsResolved();
  else nameAsAsked();
  switch (value) {
${cases.join('\n')}
  }
  putAbsent();
}`
}

/**
 * Generates the module for rules, the values that their output needs and the verdicts that their kernel filter does, for
 * events of those types.
 */
export function moduleSource(
  rules: readonly ResolvedRule[],
  values: readonly Operand[],
  derived: DerivedFilter,
  types: readonly EventType[] = eventTypes,
): ModuleSource {
  const program = new Program()
  const all = [...types, ...jsonEventTypes.filter(({ source }) => rules.some((rule) => rule.source === source))]
  const evaluate = evaluateFunction(rules, derived, program, all)
  const extract = extractsFunction(values, program, all)
  return {
    source: [imports(), program.source(), evaluate, extract, ''].join('\n'),
    tables: program.tables.bytes(),
    jsonFields: program.jsonFields,
  }
}
