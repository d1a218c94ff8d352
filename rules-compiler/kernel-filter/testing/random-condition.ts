/** Random conditions over fields of every kind that the filter treats in a way of its own, and over some it cannot. */
import type { Random } from './random.ts'
import { addresses, directories, lastParts, names, nets, partsOfNames, patterns, ports, programs } from './words.ts'

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const list = (random: Random, draw: () => string): string =>
  `(${Array.from({ length: 1 + random.below(4) }, draw).join(', ')})`

const quantifiers = ['oneof', 'anyof', 'allof']

function textCheck(random: Random, field: string, values: readonly string[]): string {
  const value = (): string => quoted(random.of(values))
  switch (random.below(10)) {
    case 0:
      return `${field} exists`
    case 1:
    case 2:
      return `${field} in ${list(random, value)}`
    case 3:
      return `${field} pmatch ${list(random, () => quoted(random.of(patterns)))}`
    case 4:
      return `${field} glob ${quoted(random.of(patterns))}`
    case 5: {
      const operator = random.of(['=', '!=', 'startswith', 'endswith', 'contains'])
      return `${field} ${operator} ${random.of(quantifiers)} ${list(random, value)}`
    }
    case 6:
      return `${field} < ${random.below(9)}`
    default:
      return `${field} ${random.of(['=', '!=', 'startswith', 'endswith', 'contains', 'icontains'])} ${value()}`
  }
}

function numberCheck(random: Random, field: string, values: readonly number[], signs: readonly string[]): string {
  const value = (): string => String(random.of(values))
  if (random.chance(10)) return `${field} exists`
  if (random.chance(25)) return `${field} in ${list(random, value)}`
  return `${field} ${random.of(signs)} ${value()}`
}

const order = ['=', '!=', '<', '<=', '>', '>=']

function addressCheck(random: Random, field: string, values: readonly string[]): string {
  if (random.chance(8)) return `${field} exists`
  if (random.chance(30)) return `${field} in ${list(random, () => quoted(random.of(values)))}`
  return `${field} ${random.of(['=', '!='])} ${quoted(random.of(values))}`
}

const truth = (random: Random, field: string): string =>
  random.chance(10) ? `${field} exists` : `${field} ${random.of(['=', '!='])} ${random.of(['true', 'false'])}`

const flagWords = [
  'O_RDONLY',
  'O_WRONLY',
  'O_RDWR',
  'O_CREAT',
  'O_TRUNC',
  'O_',
  'O_RD',
  'F_CREATED',
  'NOTHING',
  '2',
  'O_CREAT|O_RDWR',
]
const types = ['open', 'openat', 'creat', 'connect', 'unlink', 'setuid', 'execve', 'dup', 'procexit', 'sendto']

const checks: readonly ((random: Random) => string)[] = [
  (random) => `evt.type ${random.of(['=', '!='])} ${random.of(types)}`,
  (random) => `evt.type in ${list(random, () => random.of(types))}`,
  (random) => `evt.num ${random.of(order)} ${random.below(3)}`,
  (random) => numberCheck(random, 'evt.rawres', [0, 3, -1, -2, -13], order),
  (random) => textCheck(random, 'evt.res', ['SUCCESS', 'ENOENT', 'EACCES', '-4000', 'E']),
  (random) =>
    truth(
      random,
      random.of(['evt.failed', 'evt.is_open_read', 'evt.is_open_write', 'evt.is_open_exec', 'evt.is_open_create']),
    ),
  (random) => `evt.arg.flags contains ${quoted(random.of(flagWords))}`,
  (random) => `evt.arg.flags contains ${quoted(random.of(flagWords))}`,
  (random) => numberCheck(random, 'fd.num', [-1, 0, 3], order),
  (random) => textCheck(random, 'fd.type', ['file', 'directory', 'ipv4', 'ipv6', 'unix', 'i']),
  (random) => textCheck(random, 'fd.typechar', ['f', 'd', '4', '6', 'u', 'o']),
  (random) => textCheck(random, 'fd.l4proto', ['tcp', 'udp', '<NA>']),
  (random) => textCheck(random, 'fd.sockfamily', ['ip', 'unix']),
  (random) => textCheck(random, random.of(['fd.name', 'fs.path.name', 'evt.abspath']), [...names, ...partsOfNames]),
  (random) => textCheck(random, 'fd.name', [...names, ...partsOfNames]),
  (random) => textCheck(random, 'fd.name', [...names, ...partsOfNames]),
  (random) => textCheck(random, 'fd.directory', directories),
  (random) => textCheck(random, 'fd.filename', lastParts),
  (random) => textCheck(random, random.of(['fd.nameraw', 'fs.path.nameraw']), [...names, ...partsOfNames]),
  (random) => addressCheck(random, random.of(['fd.ip', 'fd.lip', 'fd.rip', 'fd.cip', 'fd.sip']), addresses),
  (random) => addressCheck(random, random.of(['fd.net', 'fd.lnet', 'fd.rnet', 'fd.cnet', 'fd.snet']), nets),
  (random) => numberCheck(random, random.of(['fd.port', 'fd.lport', 'fd.rport', 'fd.cport', 'fd.sport']), ports, order),
  (random) => numberCheck(random, 'user.uid', [0, 1000, 33], order),
  (random) => numberCheck(random, 'group.gid', [0, 1000], order),
  (random) => numberCheck(random, 'user.loginuid', [-1, 0, 1000], order),
  (random) => textCheck(random, 'container.id', ['host', '3f9a1c0e7b25', '']),
  (random) => textCheck(random, random.of(['proc.name', 'proc.exepath']), [...programs, ...names]),
  () => `proc.name = val(proc.exepath)`,
  (random) => textCheck(random, 'proc.pname', programs),
  (random) => numberCheck(random, 'proc.tty', [0, 34816], order),
  (random) => `tolower(fd.name) contains ${random.of(['etc', 'x'])}`,
  (random) => `fd.name ${random.of(['=', '!=', 'startswith'])} val(proc.exepath)`,
]

/** A condition with as many comparisons as `size`. */
export function randomCondition(random: Random, size: number): string {
  if (size <= 1) {
    const check = random.of(checks)(random)
    return random.chance(25) ? `not ${check}` : check
  }
  const first = 1 + random.below(size - 1)
  const both = `(${randomCondition(random, first)} ${random.of(['and', 'and', 'or'])} ${randomCondition(random, size - first)})`
  return random.chance(20) ? `not ${both}` : both
}
