/** Random conditions as people write them, over every field that records can fill. */
import type { Field, FieldType } from '#schema/field'
import type { Random } from './random.ts'
import { addresses, anyText, expressions, nets, paths, patterns, programs } from './words.ts'

/** A text between quotes. */
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const numbers = ['0', '1', '2', '7', '8', '22', '443', '8080', '1000', '4294967295', '33188', '65535']

const numeric: ReadonlySet<FieldType> = new Set([
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'port',
  'reltime',
  'abstime',
])

const widest: Partial<Record<FieldType, number>> = {
  int8: 127,
  int16: 32767,
  int32: 2147483647,
  uint8: 255,
  uint16: 65535,
  port: 65535,
}

/** What may stand in brackets behind a field of a container. */
export const containerArguments = (name: string): readonly string[] =>
  name.startsWith('container.mount') ? ['0', '1', '/srv/*', '/host/proc'] : ['app', 'none']

/** A field as it is written, with an argument if it takes one. */
export function writtenField(random: Random, field: Field): string {
  const { name, argument } = field
  if (name === 'evt.arg')
    return `evt.arg.${random.of(['flags', 'name', 'res', 'fd', 'mode', 'exe', 'comm', 'tuple', 'dirfd'])}`
  if (name === 'evt.type.is') return `evt.type.is.${random.of(['open', 'connect'])}`
  if (name === 'evt.rawarg') return `evt.rawarg.${random.of(['flags', 'mode', 'ino', 'uid'])}`
  if (argument === null || name === 'evt.abspath') return name
  if (/^(container|k8s)\./.test(name)) return `${name}[${random.of(containerArguments(name))}]`
  if (name.endsWith('env'))
    return random.chance(50) ? name : `${name}[${random.of(['A', 'PATH', 'NONE', 'LD_PRELOAD'])}]`
  if (argument.required || random.chance(60)) return `${name}[${random.below(4)}]`
  return name
}

const number = (random: Random, type: FieldType): string => {
  const bound = widest[type]
  return random.of(numbers.filter((text) => bound === undefined || Number(text) <= bound))
}

const list = (random: Random, draw: () => string): string => `(${random.times(1 + random.below(12), draw).join(', ')})`

const quantifiers = ['oneof', 'anyof', 'allof']

function textCheck(random: Random, left: string): string {
  const value = (): string => quoted(anyText(random))
  const named = (): string => quoted(random.of([...programs, ...paths]))
  switch (random.below(12)) {
    case 0:
      return `${left} exists`
    case 1:
      return `${left} in ${list(random, named)}`
    case 2:
      return `${left} intersects ${list(random, named)}`
    case 3:
      return `${left} pmatch ${list(random, () => quoted(random.of(['/etc', '/tmp/x', '/home/*/.ssh', '/', '/usr/b?n', 'a', '/var/lib'])))}`
    case 4:
      return `${left} ${random.of(['glob', 'iglob'])} ${quoted(random.of(patterns))}`
    case 5:
      return `${left} regex ${quoted(random.of(expressions))}`
    case 6: {
      const operator = random.of(['=', '!=', 'contains', 'startswith', 'endswith', 'icontains'])
      return `${left} ${operator} ${random.of(quantifiers)} ${list(random, value)}`
    }
    case 7:
      return `${left} ${random.of(['=', '!='])} ${named()}`
    case 8:
      return `${left} ${random.of(['<', '<=', '>', '>='])} ${random.of(numbers)}`
    default:
      return `${left} ${random.of(['=', '!=', 'contains', 'icontains', 'startswith', 'endswith'])} ${value()}`
  }
}

function numberCheck(random: Random, left: string, type: FieldType): string {
  const draw = (): string => number(random, type)
  if (random.chance(10)) return `${left} exists`
  if (random.chance(25)) return `${left} in ${list(random, draw)}`
  if (random.chance(15) && type !== 'port')
    return `${left} ${random.of(['=', '!='])} ${random.of(quantifiers)} ${list(random, draw)}`
  return `${left} ${random.of(['=', '!=', '<', '<=', '>', '>='])} ${draw()}`
}

/** One comparison that suits the type of the field. */
export function randomCheck(random: Random, field: Field): string {
  if (field.name.endsWith('.type')) return typeCheck(random)
  const left = writtenField(random, field)
  if (field.type === 'bool')
    return random.chance(15) ? `${left} exists` : `${left} ${random.of(['=', '!='])} ${random.of(['true', 'false'])}`
  if (numeric.has(field.type)) return numberCheck(random, left, field.type)
  if (field.type === 'ipaddr') return addressCheck(random, left, addresses)
  if (field.type === 'ipnet') return addressCheck(random, left, nets)
  if (field.type !== 'charbuf' && field.type !== 'fspath') return `${left} exists`
  return field.transformable !== false && random.chance(20) ? transformedCheck(random, left) : textCheck(random, left)
}

/** fd.type is text like any other; the names of events are known beforehand. */
function typeCheck(random: Random): string {
  const name = (): string => random.of(['open', 'openat', 'connect', 'execve', 'clone', 'procexit', 'close'])
  if (random.chance(30)) return `fd.type ${random.of(['=', '!='])} ${random.of(['file', 'ipv4', 'unix'])}`
  return random.chance(50) ? `evt.type ${random.of(['=', '!='])} ${name()}` : `evt.type in ${list(random, name)}`
}

function addressCheck(random: Random, left: string, values: readonly string[]): string {
  if (random.chance(10)) return `${left} exists`
  if (random.chance(30)) return `${left} in ${list(random, () => quoted(random.of(values)))}`
  return `${left} ${random.of(['=', '!='])} ${quoted(random.of(values))}`
}

function transformedCheck(random: Random, left: string): string {
  switch (random.below(6)) {
    case 0:
      return `len(${left}) ${random.of(['=', '<', '>'])} ${random.below(12)}`
    case 1:
      return textCheck(random, `concat(${left}, ${quoted('/')}, proc.name)`)
    case 2:
      return `${left} ${random.of(['=', '!=', 'contains', 'startswith'])} val(${random.of(['proc.pname', 'proc.name', 'proc.exepath', 'fd.name'])})`
    case 3:
      return textCheck(random, `join(${quoted('-')}, (${left}, proc.name))`)
    default:
      return textCheck(random, `${random.of(['tolower', 'toupper', 'basename', 'b64'])}(${left})`)
  }
}

/** A condition with as many comparisons as `size`. */
export function randomCondition(random: Random, fields: readonly Field[], size: number): string {
  if (size <= 1) {
    const check = randomCheck(random, random.of(fields))
    return random.chance(20) ? `not ${check}` : check
  }
  const first = 1 + random.below(size - 1)
  const left = randomCondition(random, fields, first)
  const right = randomCondition(random, fields, size - first)
  const both = `(${left} ${random.of(['and', 'or'])} ${right})`
  return random.chance(15) ? `not ${both}` : both
}
