/** What stands in rules files, read but not yet put together. */
import type { Priority } from '#schema/priority'
import type { Place } from '../place.ts'
import type { PlacedText } from './placed-text.ts'

/** Who wrote what: one step in the making of a list, macro or rule. */
export interface Origin {
  readonly action: 'define' | 'append' | 'replace' | 'enable'
  readonly key: string
  readonly at: Place
}

/** A list. */
export interface ListItem {
  readonly kind: 'list'
  readonly name: string
  readonly items: readonly PlacedText[]
  readonly append: boolean
  readonly at: Place
}

/** A macro. */
export interface MacroItem {
  readonly kind: 'macro'
  readonly name: string
  /** Null if it could not be read, which has been reported. */
  readonly condition: PlacedText | null
  readonly append: boolean
  readonly at: Place
}

/** One text or several, as exceptions have them anywhere. */
export type Shape =
  | { readonly kind: 'one'; readonly text: PlacedText; readonly at: Place }
  | { readonly kind: 'many'; readonly items: readonly Shape[]; readonly at: Place }

/** An exception; `fields` and `comps` are null where they are not given. */
export interface RuleException {
  readonly name: string
  readonly fields: Shape | null
  readonly comps: Shape | null
  readonly values: readonly Shape[]
  readonly at: Place
}

/** All that a rule has. What could not be read has been reported, and stands here as null or as what it is by default. */
export interface RuleBody {
  readonly condition: PlacedText | null
  readonly output: PlacedText | null
  readonly description: string
  readonly priority: Priority
  readonly enabled: boolean
  readonly warnEventTypes: boolean
  readonly skipIfUnknownFilter: boolean
  readonly tags: readonly string[]
  readonly exceptions: readonly RuleException[]
  readonly capture: boolean
  readonly captureDurationMs: number
}

/** A rule written out. */
export interface RuleItem {
  readonly kind: 'rule'
  readonly name: string
  readonly source: string
  readonly body: RuleBody
  readonly at: Place
}

/** A change to a rule that is already there: `append` adds to its values, `replace` takes their place. */
export interface RuleUpdate {
  readonly kind: 'update'
  readonly action: 'append' | 'replace'
  readonly name: string
  /** Empty if not given. */
  readonly source: string
  readonly changes: Partial<RuleBody>
  readonly keys: readonly { readonly key: string; readonly at: Place }[]
  readonly at: Place
}

/** The old way to switch a rule on or off. */
export interface RuleSwitch {
  readonly kind: 'switch'
  readonly name: string
  readonly enabled: boolean
  readonly at: Place
}

/** Anything that makes or changes a list, macro or rule. */
export type Item = ListItem | MacroItem | RuleItem | RuleUpdate | RuleSwitch
