/**
 * Puts items together in the order in which they are read: later definitions take the place of earlier ones, updates
 * change what is there. `index` is where a list or macro was first defined, `visibility` where it was last touched; a
 * macro sees those with a smaller index than its visibility.
 */

import type { Place } from '../place.ts'
import { appendExceptions, checkException } from './check-exception.ts'
import { type Findings, LoadFault } from './findings.ts'
import type {
  Item,
  ListItem,
  MacroItem,
  Origin,
  RuleBody,
  RuleException,
  RuleItem,
  RuleSwitch,
  RuleUpdate,
} from './items.ts'
import { PlacedText } from './placed-text.ts'
import { type Source, sources } from './source.ts'

interface Ordered {
  readonly index: number
  readonly visibility: number
  readonly origins: readonly Origin[]
  readonly at: Place
  readonly name: string
}

/** A list as it stands. */
export interface CollectedList extends Ordered {
  readonly items: readonly PlacedText[]
}

/** A macro as it stands. */
export interface CollectedMacro extends Ordered {
  /** Null if it could not be read. */
  readonly condition: PlacedText | null
}

/** A rule as it stands; `source` is null if there is none of that name. */
export interface CollectedRule extends Ordered {
  readonly sourceName: string
  readonly source: Source | null
  readonly body: RuleBody
}

const validateFault = (message: string, at: Place, hint: string): LoadFault =>
  new LoadFault('LOAD_ERR_VALIDATE', message, at, hint)

const origin = (action: Origin['action'], key: string, at: Place): Origin => ({ action, key, at })

/** What the files define so far. */
export class Collection {
  readonly lists = new Map<string, CollectedList>()
  readonly macros = new Map<string, CollectedMacro>()
  readonly rules = new Map<string, CollectedRule>()
  /** `macro name` and the like of what files define that could not be read as a whole. */
  readonly lost = new Set<string>()
  readonly #findings: Findings
  #next = 0

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** How many definitions and changes were taken in. */
  get size(): number {
    return this.#next
  }

  /** Takes in one item; throws a LoadFault if it does not fit what is there. */
  take(item: Item): void {
    switch (item.kind) {
      case 'list':
        this.#takeList(item)
        break
      case 'macro':
        this.#takeMacro(item)
        break
      case 'rule':
        this.#defineRule(item)
        break
      case 'update':
        if (item.action === 'append') this.#appendRule(item)
        else this.#replaceInRule(item)
        break
      case 'switch':
        this.#switchRule(item)
    }
  }

  #place<T extends Ordered>(
    table: Map<string, T>,
    item: Omit<T, 'index' | 'visibility'>,
    previous: T | undefined,
  ): void {
    const id = this.#next++
    table.set(item.name, { ...item, index: previous?.index ?? id, visibility: id } as T)
  }

  #takeList({ name, items, append, at }: ListItem): void {
    const previous = this.lists.get(name)
    if (!append) {
      this.#place(this.lists, { name, items, at, origins: [origin('define', 'items', at)] }, previous)
      return
    }
    if (previous === undefined)
      throw validateFault(
        "List uses 'append' or 'override.items: append' but no list by that name already exists",
        at,
        this.#absentHint(name, this.lists),
      )
    const origins = [...previous.origins, origin('append', 'items', at)]
    this.#place(this.lists, { ...previous, items: [...previous.items, ...items], origins }, previous)
  }

  #takeMacro({ name, condition, append, at }: MacroItem): void {
    const previous = this.macros.get(name)
    if (!append) {
      this.#place(this.macros, { name, condition, at, origins: [origin('define', 'condition', at)] }, previous)
      return
    }
    if (previous === undefined)
      throw validateFault(
        "Macro uses 'append' or 'override.condition: append' but no macro by that name already exists",
        at,
        this.#absentHint(name, this.macros),
      )
    const origins = [...previous.origins, origin('append', 'condition', at)]
    this.#place(this.macros, { ...previous, condition: joined(previous.condition, condition), origins }, previous)
  }

  #previousRule(name: string, source: string, at: Place): CollectedRule | undefined {
    const previous = this.rules.get(name)
    if (previous !== undefined && source !== '' && previous.sourceName !== source)
      throw validateFault(
        'Rule has been re-defined with a different source',
        at,
        `it is for ${previous.sourceName}: write 'source: ${previous.sourceName}', or give the rule another name`,
      )
    return previous
  }

  #defineRule({ name, source: sourceName, body, at }: RuleItem): void {
    const previous = this.#previousRule(name, sourceName, at)
    const source = sources.get(sourceName) ?? null
    const exceptions = this.#checked(body.exceptions, source, `rule '${name}'`)
    this.#place(
      this.rules,
      { name, sourceName, source, body: { ...body, exceptions }, at, origins: [origin('define', '', at)] },
      previous,
    )
  }

  #appendRule(update: RuleUpdate): void {
    const { changes, name, at } = update
    const previous = this.#previousRule(name, update.source, at)
    if (previous === undefined) {
      if (this.lost.has(`rule ${name}`)) return
      throw validateFault(
        "Rule uses 'append' or 'override.<key>: append' but no rule by that name already exists",
        at,
        this.#absentHint(name, this.rules),
      )
    }
    if (update.keys.length === 0)
      throw validateFault(
        'Appended rule must have exceptions or condition property',
        at,
        "add a line 'condition: and …' or 'exceptions: …'",
      )
    const { body } = previous
    this.#change(previous, update, {
      ...(changes.condition !== undefined && { condition: joined(body.condition, changes.condition) }),
      ...(changes.output !== undefined && { output: joined(body.output, changes.output) }),
      ...(changes.description && { description: `${body.description} ${changes.description}` }),
      ...(changes.tags && { tags: [...new Set([...body.tags, ...changes.tags])] }),
      ...(changes.exceptions && {
        exceptions: appendExceptions(body.exceptions, changes.exceptions, previous.source),
      }),
    })
  }

  #replaceInRule(update: RuleUpdate): void {
    const previous = this.#previousRule(update.name, update.source, update.at)
    if (previous === undefined) {
      if (this.lost.has(`rule ${update.name}`)) return
      throw validateFault(
        "An 'override.<key>: replace' to a rule was requested but no rule by that name already exists",
        update.at,
        this.#absentHint(update.name, this.rules),
      )
    }
    const { exceptions } = update.changes
    const checked = exceptions && this.#checked(exceptions, previous.source, `rule '${update.name}'`)
    this.#change(previous, update, { ...update.changes, ...(checked && { exceptions: checked }) })
  }

  /** What to do about a change to something that is not there. */
  #absentHint(name: string, names: ReadonlyMap<string, unknown>): string {
    const guess = this.#findings.guesses.didYouMean(name, names)
    return guess || 'define it before, in this file or in one that is given before it'
  }

  /** The exceptions that are without fault; the others are reported. */
  #checked(exceptions: readonly RuleException[], source: Source | null, label: string): readonly RuleException[] {
    return exceptions.flatMap((exception) => {
      const checked = this.#findings.guard(label, () => checkException(exception, source))
      return checked === null ? [] : [checked]
    })
  }

  #change(previous: CollectedRule, update: RuleUpdate, changes: Partial<RuleBody>): void {
    const origins = [...previous.origins, ...update.keys.map(({ key, at }) => origin(update.action, key, at))]
    this.#place(this.rules, { ...previous, body: { ...previous.body, ...changes }, origins }, previous)
  }

  #switchRule({ name, enabled, at }: RuleSwitch): void {
    const previous = this.rules.get(name)
    if (previous === undefined) {
      if (this.lost.has(`rule ${name}`)) return
      throw validateFault(
        "Rule has 'enabled' key but no rule by that name already exists",
        at,
        this.#absentHint(name, this.rules),
      )
    }
    const origins = [...previous.origins, origin('enable', 'enabled', at)]
    this.rules.set(name, { ...previous, body: { ...previous.body, enabled }, origins })
  }
}

const joined = (first: PlacedText | null, second: PlacedText | null): PlacedText | null =>
  first === null || second === null ? null : PlacedText.join([first, ' ', second])
