/** The whole rules module as AssemblyScript. */
import { type EventType, eventTypes } from '#schema/events'
import { jsonEventTypes } from '#schema/json-event'
import type { ManifestJsonField } from '#schema/manifest'
import { matchBytes, memoryMap } from '#schema/memory'
import type { DerivedFilter } from '../kernel-filter/derive-kernel-filter.ts'
import type { ResolvedRule } from '../rule.ts'
import { answerFunction } from './answer-function.ts'
import { dispatch } from './dispatch.ts'
import { extractFunction, type ShownValue } from './extract-function.ts'
import { Program } from './program.ts'
import { typeFunctions } from './type-function.ts'

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
  lookup: 'textFor textOr namesOf filledOr',
  parameters: 'PARAMETER firstParameter parametersEnd addLabel textReader bracketReader addRead addBracketed',
  address: 'isMapped isIn sameAddress',
  automaton: 'accepts sanitized',
  glob: 'globText',
  identity: 'identityText',
  time: 'evt_time evt_datetime evt_time_iso8601',
  transform: 'tolower toupper basename b64 getopt getoptOf',
  process:
    'GENERATIONS self parentOf ancestor ancestors proc_name proc_exe proc_exepath proc_cwd proc_cmdline proc_args proc_arg proc_exeline proc_env proc_ancestor_env proc_environment proc_variable proc_inherited_variable proc_cmdnargs proc_cmdlenargs proc_pid_ts proc_duration proc_ctime_age processOf login_shell sessionLeader groupLeader ofLeader container_id',
  container:
    'onHost told container_text container_full_id container_flag cutText container_label container_labels container_mounts container_mount container_mount_number container_start_ts pidns_init_start_ts',
  descriptor:
    'has_fd isAsAsked kindOf has_ends has_roles has_server isInternet fd_lip fd_rip fd_cip fd_sip fd_cport fd_sport fd_name fd_path nameAsAsked nameAsResolved fd_directory fd_filename fd_nameraw fd_uid contained described tuple localEnd remoteEnd',
  mask: 'freshen beginMask processPair asked ruledOut learn isUsual',
  'path-cache': 'recall pathKind isUsualText',
  answer: 'wantsAnswer beginAnswer endAnswer',
  supplied: 'hasSupplied suppliedText suppliedNumber suppliedReal',
  json: 'jsonValue',
  reading: 'readerOf',
  run: 'matches noMatches ready matched judgeAsAsked judgeAsResolved putAbsent putText putList putSigned putUnsigned putBoolean putDouble putAddress',
} as const

const imports = (): string =>
  [
    "import * as layout from './layout';",
    "import { CONTROL_RECORD, CONTROL_RULE, NO_RULE } from './memory-map';",
    ...Object.entries(libraries).map(([file, names]) => `import { ${names.split(' ').join(', ')} } from './${file}';`),
    "@external('env', 'tables') declare const tables: usize;",
  ].join('\n')

function evaluateFunction(
  rules: readonly ResolvedRule[],
  derived: DerivedFilter,
  program: Program,
  types: readonly EventType[],
): string {
  const functions = typeFunctions(rules, program, types)
  const byCode = [...functions].flatMap(([name, types]) =>
    types.map(({ code }) => ({ number: code, statement: `${name}(e);` })),
  )
  const room = memoryMap.matches.capacity / matchBytes - rules.length
  return `${answerFunction(derived, program)}
function judge(e: usize): void {
  const type: u32 = layout.header_type(e);
${dispatch(
  'type',
  byCode.sort((a, b) => a.number - b.number),
)}
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

/**
 * Generates the module for rules, the values that their output needs and the verdicts that their kernel filter does, for
 * events of those types.
 */
export function moduleSource(
  rules: readonly ResolvedRule[],
  values: readonly ShownValue[],
  derived: DerivedFilter,
  types: readonly EventType[] = eventTypes,
): ModuleSource {
  const all = [...types, ...jsonEventTypes.filter(({ source }) => rules.some((rule) => rule.source === source))]
  const program = new Program(all)
  const evaluate = evaluateFunction(rules, derived, program, all)
  const extract = extractFunction(values, program)
  return {
    source: [imports(), program.source(), evaluate, extract, ''].join('\n'),
    tables: program.tables.bytes(),
    jsonFields: program.jsonFields,
  }
}
