/** The fields that the reader can read: every field that live events fill, with the arguments that rules use. */
import { fields } from '#schema/fields'

/** Ancestors that are asked for one by one: proc.aname[1] to this. */
export const maxAncestors = 24

/** Fields of ancestors; without an index they are the values of all of them. */
export const ancestral: ReadonlySet<string> = new Set([
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.apid',
  'proc.aenv',
])

/** Parameters of events that rules name. */
const parameters = [
  ...['flags', 'name', 'res', 'fd', 'mode', 'exe', 'comm', 'tuple', 'dirfd', 'uid', 'gid', 'request', 'target'],
  ...['oldpath', 'newpath', 'linkpath', 'domain', 'type', 'proto', 'cmd', 'path', 'pathname', 'filename', 'euid'],
  ...['nstype', 'linkdirfd', 'olddir', 'newdir', 'olddirfd', 'newdirfd', 'dev', 'dir', 'option', 'sig', 'pid', 'addr'],
  ...['size', 'data', 'args', 'cgroups', 'tty', 'ptid', 'vtid', 'vpid', 'egid', 'suid', 'sgid', 'ruid', 'rgid'],
]
const rawParameters = ['flags', 'mode', 'ino', 'uid', 'fd', 'res', 'request', 'type', 'domain']
const variables = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'PATH', 'HOME', 'HISTFILE', 'GCONV_PATH']

const isShown = ({ supplied, use }: (typeof fields)[number]): boolean => supplied && use !== 'filter'

function namesOf({ name, argument }: (typeof fields)[number]): readonly string[] {
  if (name === 'evt.arg') return parameters.map((parameter) => `${name}.${parameter}`)
  if (name === 'evt.rawarg') return rawParameters.map((parameter) => `${name}.${parameter}`)
  if (argument === null) return [name]
  const count = ancestral.has(name) ? maxAncestors + 1 : 8
  const indexed = Array.from({ length: count }, (_, index) => `${name}[${index}]`)
  const keyed = argument.kind === 'index or key' ? variables.map((key) => `${name}[${key}]`) : []
  return [...(argument.required || ancestral.has(name) ? [] : [name]), ...indexed, ...keyed]
}

/** As conditions and outputs write them. */
export const shownFields: readonly string[] = fields.filter(isShown).flatMap(namesOf)
