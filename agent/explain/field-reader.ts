/**
 * Reads the values of the fields that conditions read, for the reference evaluator and for explanations: the same library
 * as the rules, in a module of its own.
 */
import { compileBundle, fieldsUsed, loadRules, type ReadField, type RuleSet, type Value } from '#rules-compiler'
import type { Bundle } from '#schema/manifest'
import type { RawValue } from '#wasm-runtime'

/** Ancestors that are asked for one by one: proc.aname[1] to this. */
const maxAncestors = 24

/** Fields of ancestors; without an index they are the values of all of them. */
const ancestral: ReadonlySet<string> = new Set([
  'proc.aname',
  'proc.aexe',
  'proc.aexepath',
  'proc.acmdline',
  'proc.apid',
  'proc.aenv',
])

/** Fields that conditions read at both ends of a connection. */
const ends: Readonly<Record<string, readonly string[]>> = {
  'fd.ip': ['fd.lip', 'fd.rip'],
  'fd.net': ['fd.lip', 'fd.rip'],
  'fd.port': ['fd.lport', 'fd.rport'],
}

const levels = Array.from({ length: maxAncestors }, (_, index) => index + 1)

/** What an output must show for a field, as conditions write it, to be read. */
function shownFor(name: string): readonly string[] {
  const both = ends[name]
  if (both !== undefined) return ['fd.connected', ...both]
  if (!ancestral.has(name)) return [shownAs(name, null)]
  return ['proc.ppid', ...levels.flatMap((level) => [`proc.apid[${level}]`, `${name}[${level}]`])]
}

/** A module whose one rule never matters; its values are what the conditions of the rules read. */
export function compileReader({ rules }: RuleSet, cacheDirectory: string): Promise<Bundle> {
  const names = rules.filter(({ source }) => source === 'syscall').flatMap(({ condition }) => fieldsUsed(condition))
  const shown = new Set([...new Set(names)].sort().flatMap(shownFor))
  const output = ['fields', ...[...shown].map((name) => `%${name}`)].join(' ')
  const rule = { rule: 'fields', desc: 'fields', priority: 'DEBUG', condition: 'evt.num exists', output }
  return compileBundle(loadRules([{ path: 'fields.yaml', text: JSON.stringify([rule]) }]), { cacheDirectory })
}

/** A field that the reader's module does not have: none of the rules that it was made for reads it. */
export class FieldNotRead extends Error {}

const toValue = (raw: RawValue): Value | undefined => {
  switch (raw.kind) {
    case 'absent':
      return undefined
    case 'text':
    case 'address':
      return raw.bytes
    case 'list':
      return raw.members
    default:
      return raw.value
  }
}

/** Turns fields into indexes of a reader's values. */
export class FieldReader {
  readonly #indexes: ReadonlyMap<string, number>

  constructor(reader: Bundle) {
    this.#indexes = new Map(reader.manifest.values.map(({ text }, index) => [text, index]))
  }

  /** Reads fields of one record, each value once, with `extract` giving the reader's value of an index. */
  of(extract: (index: number) => RawValue): ReadField {
    const known = new Map<string, Value | undefined>()
    const one = (name: string): Value | undefined => {
      const index = this.#indexes.get(name)
      if (index === undefined) throw new FieldNotRead(`the value of ${name} cannot be read`)
      if (!known.has(name)) known.set(name, toValue(extract(index)))
      return known.get(name)
    }
    return (field, argument) => {
      if (!field.supplied) return undefined
      const both = ends[field.name]
      if (both !== undefined)
        return one('fd.connected') === undefined ? undefined : both.flatMap((end) => one(end) ?? [])
      if (argument === null && ancestral.has(field.name)) return ancestorsOf(field.name, one)
      return one(shownAs(field.name, argument))
    }
  }
}

function ancestorsOf(name: string, one: (name: string) => Value | undefined): Value | undefined {
  if (one('proc.ppid') === undefined || one('proc.apid[1]') === undefined) return undefined
  const values: Value[] = []
  for (let level = 1; level <= maxAncestors && one(`proc.apid[${level}]`) !== undefined; level++) {
    const value = one(`${name}[${level}]`)
    if (value !== undefined) values.push(value)
  }
  return values
}

/** How a field stands in an output: nets of one end are shown as the address of it. */
function shownAs(name: string, argument: string | number | null): string {
  if (argument === null) return name.replace(/^fd\.([cslr])net$/, 'fd.$1ip')
  return /^evt\.(raw)?arg$/.test(name) ? `${name}.${argument}` : `${name}[${argument}]`
}
