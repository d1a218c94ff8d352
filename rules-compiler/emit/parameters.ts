/** evt.arg.*: the parameters of an event as text and as number. */
import { argumentNames } from '#schema/argument-names'
import { containerRecord } from '#schema/container'
import type { EventType, Parameter } from '#schema/events'
import { columnOf } from '#schema/layout'
import { control } from '#schema/memory'
import { call, descriptor, exeFlags, exitBody, header, openFlags, processBody } from '#schema/record'
import { cloneFlagBits, errnoNames, flagTable, openFlagOrder } from './names.ts'
import type { Program } from './program.ts'
import type { Tables } from './tables.ts'
import { absent, signedValue, textValue, unsignedValue, type Value } from './value.ts'

const layouts = { header, descriptor, process_body: processBody, exit_body: exitBody, call }

const isLayout = (name: string): name is keyof typeof layouts => name in layouts

function columnFor(parameter: Parameter): {
  readonly accessor: string
  readonly type: string
  readonly offset: number
} {
  const [layout = '', name = ''] = parameter.column.split('.')
  if (!isLayout(layout)) throw new Error(`no layout ${layout} for parameter ${parameter.name}`)
  const { type, offset } = columnOf(layouts[layout], name)
  return { accessor: `layout.${layout}_${name}`, type, offset }
}

const number = (parameter: Parameter): string => `${columnFor(parameter).accessor}(e)`

/** The path of an event is read where the verdict reads it, under one name or the other. */
const columnText = (parameter: Parameter): string =>
  parameter.column === 'descriptor.path' ? 'fd_path(e)' : `column(e, ${columnFor(parameter).offset})`

const isSigned = (parameter: Parameter): boolean => columnFor(parameter).type.startsWith('i')

const flagNames: Partial<Record<Parameter['format'], Readonly<Record<string, number>>>> = {
  open_flags: openFlagOrder(openFlags),
  exe_flags: exeFlags,
  clone_flags: cloneFlagBits,
}

/** The names of the bits of a parameter that is made of bits. */
function bitNames({ format, names }: Parameter): Readonly<Record<string, number>> | undefined {
  if ((format === 'bits' || format === 'file_mode') && names !== undefined) return argumentNames[names]
  return flagNames[format]
}

/** The absolute path where that is not what was asked. */
const absolutePath = (parameter: Parameter): string => {
  const absolute = columnText({ ...parameter, column: parameter.column.replace(/_raw$/, '_path').replace('name_', '') })
  return `(equalTexts(${columnText(parameter)}, ${absolute}) ? 0 : ${absolute})`
}

const atCurrentDirectory = -100

/** What stands in brackets in evt.args, and is the whole of evt.arg where there is any; null if there is none. */
export function meaning(parameter: Parameter, tables: Tables): string | null {
  const names = bitNames(parameter)
  if (names !== undefined) return `namesOf(${tables.flags(flagTable(names))}, ${number(parameter)}, 0x7c)`
  switch (parameter.format) {
    case 'errno':
      return `(${number(parameter)} < 0 ? textFor(${tables.sorted(errnoNames)}, -<i64>${number(parameter)}) : 0)`
    case 'fd':
      return `(${number(parameter)} < 0 ? textFor(${tables.sorted(errnoNames)}, -<i64>layout.header_result(e)) : described(e))`
    case 'dirfd':
      return `(${number(parameter)} == ${atCurrentDirectory} ? ${tables.text('AT_FDCWD')} : 0)`
    case 'path':
      return absolutePath(parameter)
    case 'number':
    case 'signal':
      return parameter.names === undefined
        ? null
        : `textFor(${tables.sorted(flagTable(argumentNames[parameter.names]))}, ${number(parameter)})`
    case 'pid':
      return `proc_name(processOf(<u32>${number(parameter)}))`
    case 'uid':
    case 'gid':
      return accountName(parameter, tables)
    default:
      return null
  }
}

/** The name of a user or a group, as the acting process's container knows it. */
function accountName(parameter: Parameter, tables: Tables): string {
  const table = parameter.format === 'uid' ? 'users' : 'groups'
  const [id, unknown] = [`<u32>${number(parameter)}`, tables.text('<NA>')]
  const place = `${control[table]}, ${columnOf(containerRecord, table).offset}`
  const name = `identityText(self(e), ${place}, ${id}, 0, ${unknown}, ${unknown})`
  return `(${id} == u32.MAX_VALUE ? ${tables.text('<NONE>')} : self(e) == 0 ? ${unknown} : ${name})`
}

/** The plain text of a parameter, as evt.args has it before the brackets. */
export function plain(parameter: Parameter, tables: Tables): string {
  switch (parameter.format) {
    case 'text':
    case 'path':
      return `textOr(${columnText(parameter)}, ${tables.text('<NA>')})`
    case 'list':
      return `dotted(textOr(${columnText(parameter)}, ${tables.text('')}), 0x2e)`
    case 'socket_tuple':
      return `(isInternet(e) ? tuple(e) : ${tables.text('NULL')})`
    case 'socket_address':
      return `(isInternet(e) ? ${parameter.column.includes('.local_') ? 'localEnd' : 'remoteEnd'}(e) : textOr(fd_nameraw(e), ${tables.text('NULL')}))`
    case 'bytes':
      return `textOr(${columnText(parameter)}, ${tables.text('NULL')})`
    case 'octal':
    case 'file_mode':
      return `octal(${number(parameter)})`
    case 'capabilities':
    case 'device':
    case 'hexadecimal':
      return `hexadecimal(${number(parameter)})`
    case 'uid':
    case 'gid':
      return `decimal(<i32>${number(parameter)})`
    case 'time':
      return `evt_datetime(${number(parameter)}, true)`
    default:
      return isSigned(parameter) ? `decimal(${number(parameter)})` : `unsigned(${number(parameter)})`
  }
}

/** The parameter of that name, or at that position. */
export function parameterOf(type: EventType, argument: string | number): Parameter | undefined {
  if (typeof argument === 'number' || /^\d+$/.test(argument)) return type.parameters[Number(argument)]
  return type.parameters.find(({ name }) => name === argument)
}

/** evt.arg of that name, or of that position, for events of one type. */
export function argumentValue(type: EventType, argument: string | number, { tables }: Program): Value {
  const parameter = parameterOf(type, argument)
  if (parameter === undefined) return absent
  const names = bitNames(parameter)
  const inBrackets = meaning(parameter, tables)
  const code = inBrackets === null ? plain(parameter, tables) : `filledOr(${inBrackets}, ${plain(parameter, tables)})`
  if (names === undefined) return textValue(code)
  return { kind: 'text', code, flags: { bits: `<u64>${number(parameter)}`, names } }
}

/** evt.rawarg of that name. */
export function rawArgumentValue(type: EventType, argument: string | number, { tables }: Program): Value {
  const parameter = parameterOf(type, argument)
  if (parameter === undefined) return absent
  const { type: column } = columnFor(parameter)
  if (column === 'text') return textValue(columnText(parameter))
  if (column === 'list') return textValue(plain(parameter, tables))
  if (column === 'address') return absent
  return isSigned(parameter) ? signedValue(number(parameter)) : unsignedValue(number(parameter))
}
