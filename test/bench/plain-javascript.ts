/**
 * The same rules the way one writes them in JavaScript: for each event type the conditions as expressions over plain
 * objects, sets for lists, nothing kept from event to event. The objects hold ready texts and numbers, so that neither
 * state nor decoding is part of what is measured.
 */
import { type Condition, compileBundle, compileStateModule, loadRules, type RuleSet } from '#rules-compiler'
import { createRuntime, type RawValue, type RecordObject, writeRecord } from '#wasm-runtime'
import { median } from './benchmark.ts'

const batchEvents = 1000

type Check = Extract<Condition, { kind: 'check' }>
type Plain = string | number | boolean | readonly string[] | undefined
/** `type`, and each field that a rule reads under a name of its own. */
type PlainEvent = Record<string, Plain>

const ends: Readonly<Record<string, readonly string[]>> = {
  'fd.ip': ['fd.lip', 'fd.rip'],
  'fd.net': ['fd.lip', 'fd.rip'],
  'fd.port': ['fd.lport', 'fd.rport'],
}
const ancestral = new Set(['proc.aname', 'proc.aexe', 'proc.aexepath', 'proc.acmdline'])
const generations = 8

const decoder = new TextDecoder()
/** A character for each byte. */
const byteDecoder = new TextDecoder('latin1')
/** In front of the name of a field that is read byte by byte. */
const bytesOf = 'bytes:'
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')

/** Writes conditions as JavaScript; constants are referred to by number, so that no text of a rule becomes code. */
class Writer {
  readonly constants: unknown[] = []
  readonly fields: string[] = []

  #constant(value: unknown): string {
    return `c[${this.constants.push(value) - 1}]`
  }

  #field(name: string): string {
    const known = this.fields.indexOf(name)
    return `e.f${known === -1 ? this.fields.push(name) - 1 : known}`
  }

  condition(condition: Condition, type: string): string {
    switch (condition.kind) {
      case 'constant':
        return String(condition.value)
      case 'not':
        return this.#negation(this.condition(condition.term, type))
      case 'check':
        return this.#check(condition, type)
      case 'and':
      case 'or': {
        const [glue, neutral, deciding] = condition.kind === 'and' ? ['&&', 'true', 'false'] : ['||', 'false', 'true']
        const terms = condition.terms.map((term) => this.condition(term, type)).filter((term) => term !== neutral)
        if (terms.includes(deciding)) return deciding
        return terms.length === 0 ? neutral : `(${terms.join(` ${glue} `)})`
      }
    }
  }

  #negation(term: string): string {
    if (term === 'true' || term === 'false') return String(term === 'false')
    return `!${term}`
  }

  #check(check: Check, type: string): string {
    const { left, right } = check
    if (left.kind !== 'field' || check.quantifier !== null || right.kind === 'operand')
      throw new Error(`${check.operator} with a transformer or a quantifier`)
    const { name } = left.field
    if (name === 'evt.type') return this.#typeCheck(check, type)
    const both = ends[name]
    if (both !== undefined) {
      const [first, second] = both.map((end) => this.#comparison(check, this.#field(end)))
      return `(${first} ${check.operator === '!=' ? '&&' : '||'} ${second})`
    }
    const argument =
      left.argument === null
        ? ''
        : name === 'evt.arg' || name === 'evt.rawarg'
          ? `.${left.argument}`
          : `[${left.argument}]`
    if (check.operator === 'bcontains') return this.#bytesCheck(check, this.#field(`${bytesOf}${name}${argument}`))
    const read = this.#field(`${name.replace(/^fd\.([cslr])net$/, 'fd.$1ip')}${argument}`)
    if (!ancestral.has(name) || left.argument !== null) return this.#comparison(check, read)
    return `(${read} !== undefined && ${read}.some((a) => ${this.#comparison(check, 'a')}))`
  }

  #bytesCheck({ right }: Check, v: string): string {
    const values = right.kind === 'literals' ? right.values : []
    const terms = values.flatMap((value) =>
      value.kind === 'bytes' ? [`${v}.includes(${this.#constant(byteDecoder.decode(value.value))})`] : [],
    )
    return `(${v} !== undefined && (${terms.join(' || ')}))`
  }

  #typeCheck({ operator, right }: Check, type: string): string {
    const values = right.kind === 'literals' ? right.values : []
    const has = values.some((value) => value.kind === 'bytes' && decoder.decode(value.value) === type)
    return String(operator === '!=' ? !has : has)
  }

  #comparison({ operator, right }: Check, v: string): string {
    if (operator === 'exists') return `(${v} !== undefined)`
    const values = right.kind === 'literals' ? right.values : []
    const [first] = values
    if (first === undefined) return 'false'
    if (first.kind === 'net') {
      const nets = values.flatMap((net) => (net.kind === 'net' ? [hex(net.address).slice(0, net.prefix)] : []))
      const inside = nets.map((net) => `${v}.startsWith(${this.#constant(net)})`).join(' || ')
      return `(${v} !== undefined && ${operator === '!=' ? '!' : ''}(${inside}))`
    }
    if (first.kind !== 'bytes') {
      const numbers = values.flatMap((value) =>
        value.kind === 'integer' || value.kind === 'double' ? [Number(value.value)] : [],
      )
      const sign = operator === '=' || operator === 'in' ? '===' : operator === '!=' ? '!==' : operator
      return `(${v} !== undefined && (${numbers.map((number) => `${v} ${sign} ${number}`).join(' || ')}))`
    }
    const texts = values.flatMap((value) => (value.kind === 'bytes' ? [decoder.decode(value.value)] : []))
    return this.#textComparison(operator, v, texts)
  }

  #textComparison(operator: Check['operator'], v: string, texts: readonly string[]): string {
    const c = this.#constant(texts[0])
    const there = `${v} !== undefined && `
    switch (operator) {
      case '=':
        return `(${v} === ${c})`
      case '!=':
        return `(${there}${v} !== ${c})`
      case 'in':
      case 'intersects':
        return `${this.#constant(new Set(texts))}.has(${v})`
      case 'contains':
        return `(${there}${v}.includes(${c}))`
      case 'icontains':
        return `(${there}${v}.toLowerCase().includes(${this.#constant(texts[0]?.toLowerCase())}))`
      case 'startswith':
        return `(${there}${v}.startsWith(${c}))`
      case 'endswith':
        return `(${there}${v}.endsWith(${c}))`
      case 'regex':
        return `(${there}${this.#constant(new RegExp(`^(?:${texts[0]})$`, 's'))}.test(${v}))`
      case 'pmatch':
        return `(${there}(${texts.map((text) => `${v} === ${this.#constant(text)} || ${v}.startsWith(${this.#constant(`${text}/`)})`).join(' || ')}))`
      case 'glob': {
        const expression = texts.map((text) =>
          text
            .replaceAll(/[.+^${}()|\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.'),
        )
        return `(${there}${this.#constant(new RegExp(`^(?:${expression.join('|')})$`, 's'))}.test(${v}))`
      }
      default:
        throw new Error(`${operator} on text`)
    }
  }
}

function plainValue(raw: RawValue, isBytes: boolean): Plain {
  switch (raw.kind) {
    case 'absent':
      return undefined
    case 'text':
      return (isBytes ? byteDecoder : decoder).decode(raw.bytes)
    case 'address':
      return hex(raw.bytes)
    case 'list':
      return raw.members.map((member) => decoder.decode(member))
    case 'number':
      return Number(raw.value)
    default:
      return Number(raw.value)
  }
}

/** Reads the fields of events out of a runtime that shows each of them. */
async function plainEvents(
  fields: readonly string[],
  before: readonly RecordObject[],
  events: readonly RecordObject[],
): Promise<readonly PlainEvent[]> {
  const named = (field: string): readonly string[] =>
    ancestral.has(field) ? Array.from({ length: generations }, (_, i) => `${field}[${i + 1}]`) : [field]
  const output = fields
    .flatMap(named)
    .map((name) => `%${name.replace(bytesOf, '')}`)
    .join(' ')
  const rule = { rule: 'shown', desc: 'd', priority: 'INFO', condition: 'evt.num exists', output }
  const bundle = await compileBundle(loadRules([{ path: 'shown.yaml', text: JSON.stringify([rule]) }]))
  const runtime = createRuntime({ stateModule: await WebAssembly.compile(await compileStateModule()) })
  await runtime.load(bundle)
  runtime.setEnabled(0, false)
  const indexes = new Map(bundle.manifest.values.map(({ text }, index) => [text, index]))
  const at = runtime.batchRegion.offset
  const read = (name: string): Plain =>
    plainValue(runtime.value(indexes.get(name.replace(bytesOf, '')) ?? -1, at), name.startsWith(bytesOf))
  for (const record of before) runtime.judgeRecords(writeRecord(record))
  return events.map((record) => {
    runtime.judgeRecords(writeRecord(record))
    const values = fields.map((field, i): [string, Plain] => {
      const all = named(field).map(read)
      if (!ancestral.has(field)) return [`f${i}`, all[0]]
      return [`f${i}`, all.flatMap((value) => (typeof value === 'string' ? [value] : []))]
    })
    return { type: record.type, ...Object.fromEntries(values) }
  })
}

/** A round over the events by generated JavaScript: answers nanoseconds an event. Rules it cannot say are told of. */
export async function plainJavaScript(
  { rules }: RuleSet,
  before: readonly RecordObject[],
  events: readonly RecordObject[],
  say: (line: string) => void,
): Promise<() => number> {
  const writer = new Writer()
  const types = [...new Set(events.map(({ type }) => type))]
  const leftOut = new Set<string>()
  const cases = types.map((type) => {
    const lines = rules.flatMap((rule, index) => {
      if (rule.eventTypes.length > 0 && !rule.eventTypes.includes(type)) return []
      try {
        return [`if (${writer.condition(rule.condition, type)}) m[${index}]++;`]
      } catch (cause) {
        leftOut.add(`${rule.name} (${(cause as Error).message})`)
        return []
      }
    })
    return `const on_${type} = (e) => {\n${lines.join('\n')}\n};`
  })
  if (leftOut.size > 0) say(`plain JavaScript leaves out: ${[...leftOut].join(', ')}`)
  const choice = types.map((type) => `case ${JSON.stringify(type)}: on_${type}(e); break;`).join(' ')
  const judge = `(events) => { for (const e of events) switch (e.type) { ${choice} } }`
  const make = new Function('c', 'm', `${cases.join('\n')}\nreturn ${judge};`)
  const matches = new Float64Array(rules.length)
  const run = make(writer.constants, matches) as (events: readonly PlainEvent[]) => void
  const plain = await plainEvents(writer.fields, before, events)
  const parts = Array.from({ length: plain.length / batchEvents }, (_, i) =>
    plain.slice(i * batchEvents, (i + 1) * batchEvents),
  )
  return () =>
    median(
      parts.map((part) => {
        const start = performance.now()
        run(part)
        return ((performance.now() - start) * 1e6) / part.length
      }),
    )
}
