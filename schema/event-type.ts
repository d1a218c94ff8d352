/** What an event type is, and how one is declared. */
import type { ArgumentNames } from './argument-names.ts'

/** How a parameter prints in evt.args and evt.arg.*. */
export type ParameterFormat =
  | 'decimal'
  | 'octal'
  /** Upper case, without 0x. */
  | 'hexadecimal'
  | 'errno'
  | 'fd'
  | 'dirfd'
  | 'text'
  /** As asked; behind it, where that differs, the absolute path that is in the `_path` column beside the `_raw` one. */
  | 'path'
  /** Bytes; what is not printable becomes a dot, and absent ones print NULL. */
  | 'bytes'
  | 'open_flags'
  | 'clone_flags'
  | 'exe_flags'
  /** Bits with names, `names` says which. */
  | 'bits'
  /** One of several numbers with names, `names` says which. */
  | 'number'
  /** Octal, with the names of its bits. */
  | 'file_mode'
  | 'capabilities'
  | 'socket_tuple'
  /** The end that `column` is: local_address or remote_address. */
  | 'socket_address'
  | 'device'
  | 'list'
  | 'time'
  | 'signal'
  /** A process or thread with its name behind it. */
  | 'pid'
  /** An id with the name of the user behind it; -1 is <NONE>. */
  | 'uid'
  /** The same of a group. */
  | 'gid'

/** One of Falco's parameters of an event. */
export interface Parameter {
  readonly name: string
  readonly format: ParameterFormat
  /** `<layout>.<column>` in record.ts. */
  readonly column: string
  /** Names of bits or numbers, for the formats that ask for them; the kernel's values, Falco's words. */
  readonly names?: ArgumentNames
}

/** What kind of body follows the header. */
export type Body = 'none' | 'descriptor' | 'process_body' | 'exit_body'

/** What an event tells of; `io` is what its descriptor is: file, net, IPC, other, or unknown if there is none. */
export type Category = 'file' | 'net' | 'process' | 'user' | 'signal' | 'memory' | 'IPC' | 'other' | 'io' | 'internal'

export interface EventType {
  /** evt.type. */
  readonly name: string
  readonly code: number
  readonly body: Body
  /** Whether the `call` part follows, behind the room of a descriptor even where `body` says that there is none. */
  readonly tail: 'none' | 'call'
  /** Whether it uses or makes a descriptor: fd.* is absent in others, though they may have the paths of the body. */
  readonly usesFd: boolean
  /** evt.category. */
  readonly category: Category
  /** Whether rules see it; `process_snapshot` only changes state. */
  readonly judged: boolean
  readonly parameters: readonly Parameter[]
  /** The event source of its rules where that is not `syscall`. */
  readonly source?: string
  /** Set for events of captures: what a capture supplies ready-made is taken from it. */
  readonly captured?: true
}

/** Declares a parameter. */
export const p = (name: string, format: ParameterFormat, column: string, names?: ArgumentNames): Parameter =>
  names === undefined ? { name, format, column } : { name, format, column, names }
