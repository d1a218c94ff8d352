/**
 * `-o KEY=VALUE`, which sets one value of a configuration: keys with dots between them, `[0]` for an item of a list and
 * `[]` for a new one behind its last; a backslash before `.`, `[`, `]` or `\` makes that character part of a key.
 */
import type { Place } from '#rules-compiler'
import { type Environment, emptyGroup, readSettings, type Setting, withEntry } from './tree.ts'

/** One step from a value into it: a key, the number of an item, or a new item. */
export type Step =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'item'; readonly index: number }
  | { readonly kind: 'append' }

/** An option that cannot be used, at an offset of its text. */
export class OptionFault extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** One option, read. */
export interface KeyValue {
  readonly steps: readonly Step[]
  readonly value: Setting
}

const noVariables: Environment = {}

/** Reads an option; its value is a flow mapping or list if it is in braces, and else text. Throws OptionFault. */
export function readKeyValue(option: string): KeyValue {
  const equals = option.indexOf('=')
  if (equals <= 0) throw new OptionFault('an option has the form key=value or key.subkey=value', 0)
  const text = option.slice(equals + 1)
  const at = { file: optionFile(option), line: 1, column: equals + 2 }
  return { steps: stepsOf(option.slice(0, equals)), value: valueIn(text, at, equals + 1) }
}

/** The name under which faults tell of an option. */
export const optionFile = (option: string): string => `-o ${option}`

function valueIn(text: string, at: Place, offset: number): Setting {
  const scalar: Setting = { kind: 'scalar', text, isNull: false, at }
  if (!(text.startsWith('{') && text.endsWith('}'))) return scalar
  const { root, faults } = readSettings(at.file, text, noVariables)
  if (faults[0] !== undefined) throw new OptionFault(faults[0].message, offset + faults[0].at.column - 1)
  return root === null ? scalar : moved(root, at)
}

/** The tree with every place at the value, so that faults point into the option and not into a text of its own. */
function moved(setting: Setting, at: Place): Setting {
  switch (setting.kind) {
    case 'scalar':
      return { ...setting, at: shifted(setting.at, at) }
    case 'sequence':
      return { ...setting, items: setting.items.map((item) => moved(item, at)), at: shifted(setting.at, at) }
    case 'mapping':
      return {
        ...setting,
        entries: new Map(
          [...setting.entries].map(([key, entry]) => [
            key,
            { keyAt: shifted(entry.keyAt, at), value: moved(entry.value, at) },
          ]),
        ),
        at: shifted(setting.at, at),
      }
  }
}

const shifted = (place: Place, by: Place): Place => ({ ...by, column: by.column + place.column - 1 })

const escapable = new Set(['.', '[', ']', '\\'])

/** The steps of a key; throws OptionFault. */
export function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = []
  let key = ''
  /** Whether a key may begin here: at the front and behind a dot. */
  let begins = true
  const endKey = (offset: number): void => {
    if (key === '') throw new OptionFault('a key is missing', offset)
    steps.push({ kind: 'key', key })
    key = ''
  }
  for (let i = 0; i < path.length; i++) {
    const character = path[i] ?? ''
    if (character === '.') {
      if (begins) endKey(i)
      else if (key !== '') endKey(i)
      begins = true
    } else if (character === '[') {
      if (key !== '' || begins) endKey(i)
      const close = path.indexOf(']', i)
      steps.push(itemStep(path, i, close))
      i = close
      begins = false
    } else {
      if (!begins && key === '') throw new OptionFault("'.' or '[' is expected", i)
      key += character === '\\' ? escaped(path, i++) : character
      begins = false
    }
  }
  if (key !== '' || begins) endKey(path.length)
  return steps
}

function escaped(path: string, at: number): string {
  const next = path[at + 1] ?? ''
  if (escapable.has(next)) return next
  throw new OptionFault("a backslash stands before '.', '[', ']' or '\\' only", at)
}

function itemStep(path: string, open: number, close: number): Step {
  const text = close === -1 ? undefined : path.slice(open + 1, close)
  if (text === '') return { kind: 'append' }
  if (text === undefined || !/^\d{1,6}$/.test(text))
    throw new OptionFault('brackets hold the number of an item, or nothing for a new one', open)
  return { kind: 'item', index: Number(text) }
}

/** The tree with the value set; what the steps lead through is made where it is missing. Throws OptionFault. */
export function withValue(setting: Setting | null, steps: readonly Step[], value: Setting): Setting {
  const [step, ...rest] = steps
  if (step === undefined) return value
  const at = value.at
  if (step.kind === 'key') {
    if (setting?.kind === 'sequence')
      throw new OptionFault(`'${step.key}' is asked of a list; [0] is its first item`, 0)
    const group = setting?.kind === 'mapping' ? setting : emptyGroup(at)
    const old = group.entries.get(step.key)
    return withEntry(group, step.key, { keyAt: old?.keyAt ?? at, value: withValue(old?.value ?? null, rest, value) })
  }
  if (setting?.kind === 'mapping') throw new OptionFault('brackets are for lists, and there are keys', 0)
  const items = setting?.kind === 'sequence' ? [...setting.items] : []
  const index = step.kind === 'append' ? items.length : step.index
  if (index > items.length) throw new OptionFault(`the list has ${items.length} items`, 0)
  items[index] = withValue(items[index] ?? null, rest, value)
  return { kind: 'sequence', items, at: setting?.at ?? at }
}
