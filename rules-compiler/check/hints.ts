/** What to do about the faults that checking a condition or an output finds, by Falco's words for them. */
import { eventCodeCounts, genericSyscalls } from '#schema/event-names'
import { eventTypes } from '#schema/events'
import type { Source } from '../load/source.ts'
import { didYouMean } from './nearest.ts'
import { servicePorts } from './services.ts'

const parameterNames = new Set(eventTypes.flatMap(({ parameters }) => parameters.map(({ name }) => name)))

interface Row {
  readonly of: RegExp
  readonly hint: (match: RegExpExecArray, source: Source) => string
}

const say = (text: string) => (): string => text

const addressExample = 'an address is written 10.0.0.1 or ::1'
const netExample = 'a network is written 10.0.0.0/8 or fe80::/10'

const rows: readonly Row[] = [
  { of: /nonexistent field ([^\s[]*)(\[?)/, hint: fieldHint },
  { of: /^unknown event type (\S*)/, hint: eventTypeHint },
  {
    of: /unknown event argument (\S*)/,
    hint: ([, name = '']) =>
      didYouMean(name, parameterNames) || 'no event has such an argument; evt.arg[0] is its first',
  },
  { of: /unexpected identifier '(.*)'/, hint: say('a macro is known only in rule files') },
  {
    of: /([\w.]+) requires an argument|filter syntax error: ([\w.]*)/,
    hint: ([, plugin, name = plugin], source) => `say which in brackets: ${exampleOf(name ?? 'proc.aname', source)}`,
  },
  { of: /must be expressed explicitly/, hint: say('write the name of the argument: evt.rawarg.flags') },
  {
    of: /a field is missing|unexpected token after '/,
    hint: say('behind % stands a field: %proc.name; a percent sign alone cannot be printed'),
  },
  { of: /cannot end with a %/, hint: say('write a field behind the %: %proc.name') },
  { of: /cannot end with a number/, hint: say('a width stands before a field: %20proc.name') },
  { of: /fields in one output/, hint: say('leave some out') },
  { of: /empty formatting token/, hint: say('write what an alert shall say: "shell started (command=%proc.cmdline)"') },
  { of: /is not a valid number/, hint: say('write decimal digits: proc.pid = 1000') },
  { of: /unrecognized boolean value (.*)/, hint: say("write 'true' or 'false'") },
  {
    of: /unrecognized protocol (.*)/,
    hint: ([, name = '']) =>
      didYouMean(name, servicePorts.keys()) || 'write the number of the port, or the name of a service: 443 or https',
  },
  {
    of: /unrecognized IP(?:v4|v6)? ?network|invalid v6 netmask:/,
    hint: say(`${netExample}; a single address goes with fd.sip = 10.0.0.1`),
  },
  {
    of: /invalid (?:v6 )?netmask/,
    hint: say(`the number behind the slash goes to 32, for IPv6 from 1 to 128; ${netExample}`),
  },
  { of: /unrecognized IP/, hint: say(addressExample) },
  { of: /hex strings only/, hint: say('write pairs of hexadecimal digits: evt.buffer bcontains 7f454c46') },
  {
    of: /parameter too long/,
    hint: say('255 bytes are compared at most; startswith, contains or glob ask for a part'),
  },
  { of: /NUL byte/, hint: say('only buffers can be compared with zero bytes: evt.buffer bcontains 00') },
  {
    of: /invalid regex/,
    hint: say("the syntax is RE2's, which has no look-around and no back-references; glob and contains are simpler"),
  },
  {
    of: /not supported for numeric/,
    hint: say('numbers and booleans take =, !=, in, exists, and numbers <, <=, >, >='),
  },
  {
    of: /not supported for string/,
    hint: say('texts take =, !=, in, contains, icontains, startswith, endswith, glob, iglob, pmatch, regex, exists'),
  },
  {
    of: /not supported for buffer/,
    hint: say('buffers take =, !=, in, contains, startswith, endswith, bcontains, bstartswith, exists'),
  },
  {
    of: /not supported for ip address/,
    hint: say('addresses take =, !=, in, exists; ranges of them go as networks: fd.snet = 10.0.0.0/8'),
  },
  {
    of: /operator not supported list filters|list filters are not supported/,
    hint: say('a field that is a list takes in, intersects, exists: proc.aname in (sh, bash)'),
  },
  { of: /operator not supported for type|wrong parameter type/, hint: say("this field takes 'exists' only") },
  {
    of: /doesn't support right-hand side fields|can't be used as a right-hand/,
    hint: say('compare with a constant instead'),
  },
  {
    of: /has incompatible type/,
    hint: say('compare fields of one type; len() makes a number of a text, join() a text of a list'),
  },
  {
    of: /does not support field arguments/,
    hint: say('put the brackets behind the field inside: tolower(proc.aname[2])'),
  },
  {
    of: /unknown field transformer/,
    hint: say('transformers of one argument are tolower, toupper, b64, basename, len'),
  },
  { of: /does not support transformers/, hint: say('compare the field as it is') },
  {
    of: /can't add field transformer/,
    hint: say('transformers take texts: tolower(proc.name); len takes texts, buffers and lists'),
  },
  { of: /takes one argument/, hint: say('write one field: tolower(proc.name)') },
  { of: /join\(\)/, hint: say('write a separator and a list: join(",", (proc.name, fd.name))') },
  { of: /concat\(\)/, hint: say('write texts: concat(proc.name, "-", fd.name)') },
  { of: /getopt\(\)/, hint: say('write the arguments and the options: getopt(proc.args, "ab:")[b]') },
  {
    of: /right-hand field comparisons|event code search/,
    hint: say('compare evt.type with names: evt.type in (open, openat)'),
  },
]

/** What to do about a fault of a condition or an output. */
export function hintFor(message: string, source: Source): string {
  for (const { of, hint } of rows) {
    const match = of.exec(message)
    if (match !== null) return hint(match, source)
  }
  return `'npx eyas fields' lists the fields, their types and arguments`
}

/** The field with an argument that it could have. */
function exampleOf(name: string, source: Source): string {
  if (name === 'evt.arg') return 'evt.arg[0] or evt.arg.flags'
  if (name.includes('env')) return `${name}[HOME]`
  const kind = source.fields.get(name)?.argument?.kind
  return kind === 'key' ? `${name}[name]` : `${name}[1]`
}

function fieldHint([, name = '', bracket = '']: RegExpExecArray, source: Source): string {
  const field = source.fields.get(name)
  if (field !== undefined && bracket === '') return `say which in brackets: ${exampleOf(name, source)}`
  if (field?.argument === null) return `${name} takes no argument: leave the brackets out`
  if (field !== undefined)
    return `in the brackets stands ${field.argument?.kind === 'index' ? 'a number' : 'a name or a number'}: ${exampleOf(name, source)}`
  const prefix = name.slice(0, name.lastIndexOf('.'))
  if (source.fields.get(prefix)?.argument?.dotted) return dottedHint(prefix, name.slice(prefix.length + 1))
  const known = [...source.fields.keys()].filter(
    (other) => other.slice(other.lastIndexOf('.')) === name.slice(name.lastIndexOf('.')),
  )
  const guess = didYouMean(name, source.fields.keys())
  if (guess !== '') return guess
  if (known.length > 0 && known.length <= 4) return `fields that end so are ${known.join(', ')}`
  return `'npx eyas fields' lists the fields of the source ${source.name}`
}

function dottedHint(prefix: string, argument: string): string {
  if (prefix === 'evt.abspath') return 'write evt.abspath, evt.abspath.src or evt.abspath.dst'
  if (prefix === 'evt.type.is')
    return didYouMean(argument, eventCodeCounts.keys()) || 'write the name of an event type: evt.type.is.open'
  return didYouMean(argument, parameterNames) || 'no event has such an argument; evt.arg[0] is its first'
}

function eventTypeHint([, name = '']: RegExpExecArray): string {
  const guess = didYouMean(name, [...eventCodeCounts.keys(), ...genericSyscalls])
  return guess || 'write the name of a system call as Falco has it: open, execve, connect'
}
