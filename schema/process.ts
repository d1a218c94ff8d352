/**
 * The process record: what the state module keeps of each process in linear memory and what proc.*, user.* and
 * container.* read. It begins like the body of an exec event, so that filling it is one copy, and its texts lie behind
 * it in the same allocation. A process that replaces its image gets a new record; the old one lives until no event of
 * the batch can refer to it.
 */
import { type ColumnSpec, type Layout, layOut } from './layout.ts'
import { processBody } from './record.ts'

const column = (name: string, type: ColumnSpec['type'], doc: string): ColumnSpec => ({ name, type, doc })
const { columns } = processBody

/** A process in linear memory. */
export const processRecord: Layout = layOut('process', 'A process in linear memory.', [
  column('allocated_bytes', 'u32', 'Size of the allocation, this structure and its texts.'),
  column('next', 'u32', 'Next record in the same bucket of the table; 0 at the end.'),
  column('parent', 'u32', 'Address of the parent record; 0 if unknown. Never part of a cycle.'),
  column('state', 'u32', 'Bits of processFlags.'),
  column('mask_generation', 'u32', 'Generation of the rules that the masks were computed for; 0 if none.'),
  column('children', 'u32', 'Records that name this one as parent; it is not freed before they are.'),
  column('answer_generation', 'u32', 'Generation of the rules that the kernel was answered for; 0 if none.'),
  column('told', 'u32', 'Number of the look at all processes in which, or since which, it was told.'),
  column('exit_ns', 'u64', 'When it ended, nanoseconds since boot; 0 while it runs.'),
  column('container_id', 'text', 'Short container id from the cgroup path; absent on the host.'),
  column('container', 'u32', 'Address of the record of its container; 0 on the host, or if there was no room for it.'),
  ...columns.map(({ name, type, doc }) => column(name, type, doc)),
])

/** Bits of `process.state`. */
export const processFlags = {
  /** Ended; kept for a while because children and late events name it. */
  EXITED: 1,
  /** Known only from an event of its own: ancestors and image may be missing. */
  PARTIAL: 2,
  /** Superseded by a newer record of the same process (exec). */
  REPLACED: 4,
} as const
