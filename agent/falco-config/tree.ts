/** A configuration as a tree whose scalars are text; values out of files have their environment variables replaced. */
import { type Place, readYaml, type YamlFault, type YamlNode } from '#rules-compiler'
import { expandEnvironment } from './environment.ts'

/** A scalar; `isNull` if it is written plainly and is empty, `~` or `null`. */
export interface ScalarSetting {
  readonly kind: 'scalar'
  readonly text: string
  readonly isNull: boolean
  readonly at: Place
}

/** A list. */
export interface ListSetting {
  readonly kind: 'sequence'
  readonly items: readonly Setting[]
  readonly at: Place
}

/** Keys with their values, each key once. */
export interface GroupSetting {
  readonly kind: 'mapping'
  readonly entries: ReadonlyMap<string, Entry>
  readonly at: Place
}

/** A value with the place of its key. */
export interface Entry {
  readonly keyAt: Place
  readonly value: Setting
}

export type Setting = ScalarSetting | ListSetting | GroupSetting

/** The first document of a text, or none if it is empty; with what is wrong with its YAML. */
export interface ReadSettings {
  readonly root: Setting | null
  readonly faults: readonly YamlFault[]
}

/** The environment that references are replaced from. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Reads a text; `file` stands in the places. */
export function readSettings(file: string, text: string, environment: Environment): ReadSettings {
  const { documents, faults } = readYaml(file, text)
  const [first] = documents
  return { root: first === undefined ? null : settingOf(first, environment), faults }
}

function settingOf(node: YamlNode, environment: Environment): Setting {
  const { at } = node
  switch (node.kind) {
    case 'scalar':
      return { kind: 'scalar', text: expandEnvironment(node.text, environment), isNull: node.isNull, at }
    case 'sequence':
      return { kind: 'sequence', items: node.items.map((item) => settingOf(item, environment)), at }
    case 'mapping': {
      const entries = new Map<string, Entry>()
      for (const { key, keyAt, value } of node.entries)
        if (!entries.has(key)) entries.set(key, { keyAt, value: settingOf(value, environment) })
      return { kind: 'mapping', entries, at }
    }
  }
}

/** A mapping without entries. */
export const emptyGroup = (at: Place): GroupSetting => ({ kind: 'mapping', entries: new Map(), at })

/** The mapping with one entry put in place of the one under that key, or behind all others. */
export const withEntry = (group: GroupSetting, key: string, entry: Entry): GroupSetting => ({
  ...group,
  entries: new Map([...group.entries, [key, entry]]),
})
