/**
 * The map of linear memory, which the state module, the rules module, the addon and the runtime share.
 *
 *     0          guard      never written; address 0 means 'absent'
 *     32 KiB     answers    verdicts on processes for the kernel filter, of this batch
 *     64 KiB     control    words by which the modules and their host talk, below
 *     128 KiB    rules      one disabled byte a rule, then one count of matches, then one of evaluations a rule
 *     256 KiB    matches    pairs of u32: index of the rule, address of the record
 *     512 KiB    buckets    heads of the process table, by pid
 *     1 MiB      names      users, groups and the host's name, as the host wrote them
 *     2 MiB      scratch    text built while one check is evaluated or one value extracted
 *     4 MiB      paths      what the rules made of the paths seen last
 *     6 MiB      tables A   bytes that one rules module refers to
 *     9 MiB      reader     the same for the module that reads what conditions read, to explain matches
 *     10 MiB     tables B   the same for the module that a swap brings
 *     14 MiB     batch      event records as the addon drains them
 *     22 MiB     arena      paths that the state module joined for this batch
 *     29.5 MiB   numbered   addresses of the process records that captures have numbers for
 *     30 MiB     containers what is known of containers, 16 KiB each
 *     46 MiB     heap       process records, to the end of memory
 *
 * Memory has its final size from the start, so no view of it is ever detached; pages never touched cost nothing.
 */

/** A stretch of linear memory, in bytes. */
export interface Region {
  readonly offset: number
  readonly capacity: number
}

const KiB = 1024
const MiB = 1024 * KiB

/** Rules that one module may hold. */
export const maxRules = 4096

/** Where everything lies, except the heap. */
export const memoryMap = {
  answers: { offset: 32 * KiB, capacity: 32 * KiB },
  control: { offset: 64 * KiB, capacity: 64 * KiB },
  rules: { offset: 128 * KiB, capacity: 128 * KiB },
  matches: { offset: 256 * KiB, capacity: 256 * KiB },
  buckets: { offset: 512 * KiB, capacity: 512 * KiB },
  names: { offset: 1 * MiB, capacity: 1 * MiB },
  scratch: { offset: 2 * MiB, capacity: 2 * MiB },
  paths: { offset: 4 * MiB, capacity: 2 * MiB },
  tablesA: { offset: 6 * MiB, capacity: 3 * MiB },
  readerTables: { offset: 9 * MiB, capacity: 1 * MiB },
  tablesB: { offset: 10 * MiB, capacity: 3 * MiB },
  batch: { offset: 14 * MiB, capacity: 8 * MiB },
  arena: { offset: 22 * MiB, capacity: 7680 * KiB },
  numbered: { offset: 30 * MiB - 512 * KiB, capacity: 512 * KiB },
  containers: { offset: 30 * MiB, capacity: 16 * MiB },
  heap: { offset: 46 * MiB, capacity: 210 * MiB },
} as const satisfies Readonly<Record<string, Region>>

/** Pages of 64 KiB that the memory must have, first and last. */
export const memoryPages = (memoryMap.heap.offset + memoryMap.heap.capacity) / (64 * KiB)

const at = (word: number): number => memoryMap.control.offset + word * 8

/** Addresses of the control words; each has 8 bytes, of which a u32 uses the lower half. */
export const control = {
  /** u32: the record under evaluation, for the report of a trap. */
  record: at(0),
  /** u32: the rule under evaluation; `noRule` between rules. */
  rule: at(1),
  /** u32: 1 if the first rule that matches an event ends its evaluation. */
  first: at(2),
  /** u32: changes whenever what was remembered of processes and paths is no longer valid. */
  generation: at(3),
  /** u64: wall clock when the machine booted, nanoseconds since 1970. */
  bootTimeNs: at(4),
  /** Text as address (u32) and length (u32). */
  hostname: at(5),
  /** u32 address and u32 number of user entries, sorted by id. */
  users: at(6),
  groups: at(7),
  /** What `extract` answers: a kind of `valueKinds` (u32), and the value (8 bytes). */
  valueKind: at(8),
  value: at(9),
  /** u32: sets of the path cache in use at most. */
  pathSets: at(10),
  /** u32: bytes of the answers of this batch, from the start of their region. */
  answerBytes: at(11),
  /** Counters of the state module, u64. */
  processes: at(16),
  exitedProcesses: at(17),
  partialProcesses: at(18),
  evictedProcesses: at(19),
  failedAllocations: at(20),
  heapBytes: at(21),
  /** Records that were kept from the rules because they refer to bytes outside themselves, or cut a batch short. */
  malformed: at(22),
  /** u64: counts containers that are new, or have processes again: the host is to ask about those whose state says so. */
  containerChanges: at(23),
  /** u32: where the places end that were ever used for containers. */
  containersEnd: at(24),
  /** Containers that had no room. */
  refusedContainers: at(25),
  /** u64: wall clock of the first record, nanoseconds since 1970; evt.reltime counts from it. */
  firstEventNs: at(26),
  /** Lists of free blocks of the heap, u32 each. */
  freeLists: at(64),
  /** One byte an event type: what of `typeKinds` its records are, as the state module wrote it. */
  typeKinds: at(96),
  /** Random bytes by which texts are hashed, written by the host: 128 for each 64 bytes of a text. */
  textKeys: at(256),
  /** 64 bytes of ones and 64 zeros behind them: a load from so far before the zeros says which bytes belong to a text. */
  textEnds: at(320),
  /** One byte an event type, written by the host: 1 if no rule in force reads its events and they change nothing. */
  unreadTypes: at(336),
} as const

/** Bits of a byte of `control.typeKinds`. */
export const typeKinds = {
  descriptor: 1,
  call: 2,
  /** Its records change what other records see. */
  change: 4,
} as const

/** `control.rule` while no rule is under evaluation. */
export const noRule = 0xffffffff

/** Addresses of one byte a rule: 1 disables it. */
export const disabledRules = memoryMap.rules.offset

/** Addresses of one u64 a rule: how often it matched. */
export const matchCounts = memoryMap.rules.offset + maxRules

/** Addresses of one u64 a rule: how often it was evaluated, having survived the masks. */
export const evaluationCounts = matchCounts + maxRules * 8

/**
 * The cache of what the rules made of paths and names. Before it lies the entry of a text that is too long to be
 * remembered. Then come sets of two entries, each set at a multiple of 64: an entry is a hash of the text (u64), what it
 * was looked up as (u64), and a pair of u64 for each word of the mask (the rules that were asked, and those of them that
 * the text rules out). As many words as the class of event types has that has most of those that use the cache.
 */
export const pathCache = {
  ways: 2,
  headBytes: 16,
  maskWords: 8,
  /** Bytes before the first set. */
  spareBytes: 192,
  /** Bytes of a text that are hashed at once, and how many such blocks a text may have. */
  blockBytes: 64,
  blocks: 4,
} as const

/** Bytes of `control.textKeys`. */
export const textKeyBytes = pathCache.blocks * pathCache.blockBytes * 2

/** Bytes of a set of the path cache. */
export const pathSetBytes = (words: number): number =>
  Math.ceil((pathCache.ways * (pathCache.headBytes + words * 16)) / 64) * 64

/** Sets of the path cache for which there is room. */
export const pathSets = (words: number): number =>
  Math.floor((memoryMap.paths.capacity - pathCache.spareBytes) / pathSetBytes(words))

/** Words of verdicts that the kernel filter can ask of each process, as EYAS_ANSWER_WORDS in native/bpf/shared.h. */
export const answerWords = 16

/** Where the columns of an answer lie; the same as in struct eyas_answer of native/bpf/shared.h. */
export const answerColumns = { pid: 8, loginUid: 12, startNs: 16, execId: 24, contained: 32, words: 40 } as const

/** Bytes of an answer. */
export const answerBytes = answerColumns.words + answerWords * 8

/**
 * Bytes of one match: u32 index of the rule, u32 address of the record, which is even; the lowest bit says that the rule
 * matched under the path that the kernel resolved and not under the one asked for.
 */
export const matchBytes = 8

/** Bytes of an entry of users or groups: u32 id, then name, home and shell, each as u32 address and u32 length. */
export const identityBytes = 28

/** Buckets of the process table, a power of two; each is the u32 address of a process record or 0. */
export const processBuckets = 65536

/** Pairs of u64 for the rule masks of a process: one pair a word, for the event types that have the most rules. */
export const processMaskWords = 64

/** What stands in front of each process record, at negative offsets from its address. */
export const processPrefix = {
  /** u32: the youngest child; 0 if none. */
  firstChild: 4,
  /** u32: the next child of the same parent, or the next process whose parent is not known. */
  nextSibling: 8,
  previousSibling: 12,
  /** Text as u32 address and u32 length: proc.cmdline, put together once. */
  commandLine: 24,
  /** u32: number of arguments. */
  argumentCount: 28,
  /** u32: bytes of comm and the space behind it, so that proc.args is the rest of the command line. */
  nameBytes: 32,
  /** u32: neighbours in the queue of exited processes. */
  nextExited: 36,
  previousExited: 40,
  /** u32: events of a process that was not asked about every rule yet. */
  sightings: 44,
  /** For each word of a mask the rules that were asked of this process, and those of them that it rules out. */
  masks: 64 + processMaskWords * 16,
} as const

/** Bytes of the prefix, a multiple of 64 so that what is read together lies in one line of the processor's cache. */
export const processPrefixBytes = 64 + processMaskWords * 16

/** What a value is that `extract` answers. */
export const valueKinds = {
  absent: 0,
  /** u32 address, u32 length. */
  text: 1,
  signed: 2,
  unsigned: 3,
  boolean: 4,
  double: 5,
  /** u32 address of 16 bytes. */
  address: 6,
  /** As text; each member ends with a zero byte. */
  list: 7,
} as const
