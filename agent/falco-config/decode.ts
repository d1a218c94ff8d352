/** Reads values out of a configuration's tree with their types checked; a wrong type is a fault at its place. */
import { didYouMean } from '#rules-compiler'
import type { ConfigFindings } from './findings.ts'
import type { GroupSetting, Setting } from './tree.ts'

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'yes', 'true', 'on'].map((word): [string, boolean] => [word, true]),
  ...['n', 'no', 'false', 'off'].map((word): [string, boolean] => [word, false]),
])

/** What YAML 1.1 takes for a truth value: small letters, capitals, or a capital in front. */
function truthOf(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  const isRegular =
    text === lower || text === text.toUpperCase() || text === `${text.charAt(0).toUpperCase()}${lower.slice(1)}`
  return isRegular ? truths.get(lower) : undefined
}

const kinds = { scalar: 'a value', sequence: 'a list', mapping: 'a group of keys' } as const

/** Reads settings of one group; `path` is how its keys are named in messages. */
export class Decoder {
  readonly #findings: ConfigFindings
  readonly #group: GroupSetting
  readonly #path: string

  constructor(findings: ConfigFindings, group: GroupSetting, path = '') {
    this.#findings = findings
    this.#group = group
    this.#path = path
  }

  /** The value under a key; undefined if there is none or it is null. */
  setting(key: string): Setting | undefined {
    const value = this.#group.entries.get(key)?.value
    return value?.kind === 'scalar' && value.isNull ? undefined : value
  }

  truth(key: string): boolean | undefined {
    const setting = this.setting(key)
    if (setting === undefined) return undefined
    const truth = setting.kind === 'scalar' ? truthOf(setting.text) : undefined
    if (truth === undefined) this.#wrong(key, setting, 'true or false')
    return truth
  }

  text(key: string): string | undefined {
    const setting = this.setting(key)
    if (setting === undefined || setting.kind === 'scalar') return setting?.text
    this.#wrong(key, setting, 'a text')
    return undefined
  }

  /** One of the words, whatever their case. */
  word<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const setting = this.setting(key)
    if (setting === undefined) return undefined
    const text = setting.kind === 'scalar' ? setting.text.toLowerCase() : undefined
    const found = words.find((word) => word.toLowerCase() === text)
    if (found === undefined && setting.kind === 'scalar') {
      const hint = didYouMean(setting.text, words)
      const message = `${this.#name(key)} is one of ${words.join(', ')}, not '${setting.text}'`
      this.#findings.error('CONFIG_ERR_VALUE', message, setting.at, hint)
    } else if (found === undefined) this.#wrong(key, setting, `one of ${words.join(', ')}`)
    return found
  }

  group(key: string): Decoder | undefined {
    const setting = this.setting(key)
    if (setting === undefined) return undefined
    if (setting.kind === 'mapping') return new Decoder(this.#findings, setting, `${this.#name(key)}.`)
    this.#wrong(key, setting, 'a group of keys')
    return undefined
  }

  /** The items of a list; a single text is a list of one. */
  items(key: string): readonly Setting[] {
    const setting = this.setting(key)
    if (setting === undefined) return []
    if (setting.kind === 'mapping') {
      this.#wrong(key, setting, 'a list')
      return []
    }
    return setting.kind === 'sequence' ? setting.items : [setting]
  }

  /** A list of texts. */
  texts(key: string): readonly string[] {
    return this.items(key).flatMap((item) => {
      if (item.kind === 'scalar') return [item.text]
      this.#findings.error('CONFIG_ERR_TYPE', `${this.#name(key)} holds texts, not ${kinds[item.kind]}`, item.at, '')
      return []
    })
  }

  /** A list of groups of keys. */
  groups(key: string): readonly Decoder[] {
    return this.items(key).flatMap((item) => {
      if (item.kind === 'mapping') return [new Decoder(this.#findings, item, `${this.#name(key)}[].`)]
      const message = `${this.#name(key)} holds groups of keys, not ${kinds[item.kind]}`
      this.#findings.error('CONFIG_ERR_TYPE', message, item.at, 'an item looks like `- key: value`')
      return []
    })
  }

  /** Reports every key that is not one of these. */
  onlyKeys(known: readonly string[]): void {
    for (const [key, { keyAt }] of this.#group.entries)
      if (!known.includes(key))
        this.#findings.warning(
          'CONFIG_UNKNOWN_KEY',
          `unknown key '${this.#name(key)}'`,
          keyAt,
          didYouMean(key, known) || `keys here are ${known.join(', ')}`,
        )
  }

  /** The entries as texts by key. */
  textEntries(): readonly (readonly [key: string, text: string])[] {
    return [...this.#group.entries.keys()].flatMap((key) => {
      const text = this.text(key)
      return text === undefined ? [] : [[key, text] as const]
    })
  }

  /** A fault of the group as a whole. */
  fault(message: string, hint: string): void {
    this.#findings.error('CONFIG_ERR_VALUE', message, this.#group.at, hint)
  }

  #name(key: string): string {
    return `${this.#path}${key}`
  }

  #wrong(key: string, setting: Setting, wanted: string): void {
    const found = setting.kind === 'scalar' ? `'${setting.text}'` : kinds[setting.kind]
    this.#findings.error('CONFIG_ERR_TYPE', `${this.#name(key)} is ${wanted}, not ${found}`, setting.at, '')
  }
}

/** The key and the value of a group that has just one, such as an item `- key: value`. */
export const onlyEntry = (setting: Setting): readonly [key: string, value: Setting] | undefined => {
  if (setting.kind !== 'mapping' || setting.entries.size !== 1) return undefined
  const [entry] = setting.entries
  return entry === undefined ? undefined : [entry[0], entry[1].value]
}
