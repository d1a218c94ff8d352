/**
 * The kernel filter: what the kernel can check of 'some enabled rule could match', derived from the rules.
 *
 * For each event type there are at most 64 *clauses*, numbered from 0. A clause is a conjunction of predicates; a rule
 * can match an event only if one of its clauses holds. Each predicate lives in a lookup from a fact of the event to a
 * mask of clauses, so the kernel does
 *
 *     mask = all
 *     for each lookup: mask &= lookup(fact)        stop at zero: the event is dropped
 *     header.clauses = mask
 *
 * Facts of a process (`user.*`, container, verdicts) are known once user space has answered for the process. Until then
 * a fact may be what the kernel sees or absent, so both masks are united; the container and the verdicts rule nothing
 * out. The name facts are asked once for the name as asked and once for the resolved one, and the two masks united:
 * each name is judged as a whole. A name that was cut, or is not normal (begins with a slash, no empty, `.` or `..`
 * parts, no slash at its end), rules nothing out.
 */

/** 64 bits, one for each clause, as 16 hexadecimal digits. */
export type ClauseMask = string

/**
 * A number of an event. `result` is header.result; `fd`, `kind` and `l4_protocol` the columns of the descriptor; the
 * ports are absent unless the descriptor is an internet socket with `fd` of at least 0, the server's end being the
 * local one if and only if descriptorFlags.SERVER is set; `uid`, `gid` are those of the header; `login_uid` is that of
 * the process record, signed; `container` is 1 in a container, 0 on the host. `dots` is 1 if descriptor.name_raw has two
 * dots in a row, else 0; absent if there is no name; of a name that was cut it rules nothing out.
 */
export type NumberFact =
  | 'result'
  | 'fd'
  | 'kind'
  | 'l4_protocol'
  | 'uid'
  | 'gid'
  | 'login_uid'
  | 'container'
  | 'dots'
  | 'local_port'
  | 'remote_port'
  | 'client_port'
  | 'server_port'

/** An end of a connection, 16 bytes in network order with IPv4 mapped into IPv6; absent as the ports are. */
export type AddressFact = 'local_address' | 'remote_address' | 'client_address' | 'server_address'

/**
 * A text made of one of the two names of a file: the name; its last part (of regular files with a descriptor, else
 * absent); its directory, without a slash at its end but at the root (of directories with a descriptor the name itself,
 * of what is neither a directory nor a regular file absent); the name from its end to its beginning; or each part between slashes in turn, the masks of all of them united.
 */
export type NameFact = 'name' | 'file_name' | 'directory' | 'name_backwards' | 'part'

/** A column of bits. */
export type BitsFact = 'open_flags' | 'mode'

/** Piecewise constant: `masks[0]` below `starts[0]`, `masks[i + 1]` from `starts[i]` on. */
export interface NumberLookup {
  readonly fact: NumberFact
  readonly absent: ClauseMask
  readonly starts: readonly number[]
  readonly masks: readonly ClauseMask[]
}

/** The longest net that holds the address decides; the first net holds every address. */
export interface AddressLookup {
  readonly fact: AddressFact
  readonly absent: ClauseMask
  /** `address` as 32 hexadecimal digits, `prefix` in bits of the 128. */
  readonly nets: readonly { readonly address: string; readonly prefix: number; readonly mask: ClauseMask }[]
}

/**
 * The exact text decides, else the longest prefix; the first prefix is empty. One character stands for one byte.
 * What it costs: `exact` is one hash; `prefixes` a trie, or nothing more than the default if there is only the empty
 * one.
 */
export interface NameLookup {
  readonly fact: NameFact
  readonly cost: 'hash' | 'trie'
  readonly absent: ClauseMask
  readonly exact: readonly { readonly text: string; readonly mask: ClauseMask }[]
  readonly prefixes: readonly { readonly text: string; readonly mask: ClauseMask }[]
}

/** Clauses outside `mask` need at least one of `bits` (`any`), all of them (`all`) or none (`none`). */
export interface BitsTest {
  readonly fact: BitsFact
  readonly test: 'any' | 'all' | 'none'
  readonly bits: number
  /** What is left if the test fails. */
  readonly otherwise: ClauseMask
}

/** One predicate of a clause, for people; the lookups hold the same. */
export interface KernelPredicate {
  readonly fact: NumberFact | AddressFact | NameFact | BitsFact | 'process'
  readonly text: string
}

/** A conjunction that at least one of the rules needs. */
export interface KernelClause {
  readonly rules: readonly string[]
  readonly predicates: readonly KernelPredicate[]
  /** Index into `KernelFilter.verdicts`: what the process has to satisfy; null if any process will do. */
  readonly verdict: number | null
}

/** The filter of one event type. */
export interface EventFilter {
  readonly type: string
  readonly code: number
  /** Events of the type that succeed change state and pass even if the mask is zero. */
  readonly changesState: boolean
  readonly clauses: readonly KernelClause[]
  /** One bit for each clause. */
  readonly all: ClauseMask
  readonly bits: readonly BitsTest[]
  readonly numbers: readonly NumberLookup[]
  readonly addresses: readonly AddressLookup[]
  readonly names: readonly NameLookup[]
  /**
   * Which of the words that user space writes for each process is this type's; its mask is the clauses whose verdict
   * holds or that have none. Types with the same verdicts share a word. Null if no clause has one.
   */
  readonly processWord: number | null
}

/** The filter of a rule set; plain data. */
export interface KernelFilter {
  readonly version: 1
  /** One entry for each judged event type; types without clauses can match nothing. */
  readonly types: readonly EventFilter[]
  /** Conditions on the process alone, as text; compiled beside the rules and answered once for each process record. */
  readonly verdicts: readonly string[]
  /** For each word of a process, which verdict each clause needs; null for none. */
  readonly processWords: readonly (readonly (number | null)[])[]
}
