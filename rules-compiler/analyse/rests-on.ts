/**
 * What a comparison rests on, which decides where its outcome may be remembered. A field is listed only if everything
 * that its code reads is part of what it is remembered by: the process record, the path with the kind of descriptor,
 * or the name of the process.
 */
import type { EventType } from '#schema/events'
import type { Field } from '#schema/field'
import type { Check } from '../condition/condition.ts'
import { fieldsRead } from './fields-read.ts'

/** By what a verdict is remembered; `event` is what costs so little that it is asked each time. */
export type Ground = 'event' | 'process' | 'path' | 'name'

const ofPath: ReadonlySet<string> = new Set([
  'fd.name',
  'fd.directory',
  'fd.filename',
  'fd.type',
  'fd.typechar',
  'fs.path.name',
])

const cheap: ReadonlySet<string> = new Set([
  'evt.rawres',
  'evt.failed',
  'evt.is_open_read',
  'evt.is_open_write',
  'evt.is_open_exec',
  'evt.is_open_create',
  'fd.num',
  'fd.typechar',
  'fd.sport',
  'fd.cport',
  'fd.lport',
  'fd.rport',
  'fd.connected',
  'fd.is_server',
  'user.uid',
  'container.id',
])

const holds: Readonly<Record<Ground, (field: Field) => boolean>> = {
  event: ({ name }) => cheap.has(name),
  process: ({ volatility, source }) => volatility === 'exec' && source === 'process table',
  path: ({ name }) => ofPath.has(name),
  name: ({ name }) => name === 'proc.name',
}

/** Whether the outcome of a check depends on nothing but that ground. */
export const restsOn = (check: Check, ground: Ground): boolean => fieldsRead(check).every(holds[ground])

/** What the rules of events of one type are remembered by. A new image is judged once, so only its name comes again. */
export function groundsOf(type: EventType): { readonly process: boolean; readonly text: 'path' | 'name' | null } {
  if (type.body === 'process_body' || type.body === 'exit_body') return { process: false, text: 'name' }
  return { process: true, text: type.body === 'descriptor' && type.category !== 'net' ? 'path' : null }
}
