/** Falco's engine settings as options: which rules are on, what their output carries, how many match an event. */
import type { LoadOptions, Selection } from '#rules-compiler'
import { priorities } from '#schema/priority'
import type { Matching } from '#wasm-runtime'
import { type Invocation, type Option, UsageError } from './command.ts'

/** The options that shape the rules of a load. */
export const engineOptions: Readonly<Record<string, Option>> = {
  'minimum-priority': { type: 'string', value: 'NAME', doc: 'Less severe rules are off.' },
  disable: {
    type: 'string',
    multiple: true,
    value: 'RULE|tag=TAG',
    doc: 'Switches rules off, by name with * or by tag.',
  },
  enable: { type: 'string', multiple: true, value: 'RULE|tag=TAG', doc: 'Switches rules on; applied after --disable.' },
  'append-output': { type: 'string', multiple: true, value: 'TEXT', doc: 'Adds to the output of every rule.' },
  'static-field': {
    type: 'string',
    multiple: true,
    value: 'KEY=TEXT',
    doc: 'An output field that every alert carries.',
  },
}

/** The same for commands that judge events. */
export const matchingOption: Readonly<Record<string, Option>> = {
  match: {
    type: 'string',
    value: 'all|first',
    doc: 'Every rule that matches an event, or the first; all unless a falco.yaml says otherwise.',
  },
}

/** What the options say about rules; throws UsageError. */
export function loadOptionsOf(invocation: Invocation): LoadOptions {
  const minimumPriority = minimumPriorityOf(invocation.text('minimum-priority'))
  return {
    ...(minimumPriority === undefined ? {} : { minimumPriority }),
    selections: [
      ...invocation.texts('disable').map((pattern) => selectionOf('disable', pattern)),
      ...invocation.texts('enable').map((pattern) => selectionOf('enable', pattern)),
    ],
    appendOutput: invocation.texts('append-output').map((output) => ({ output })),
    staticFields: Object.fromEntries(invocation.texts('static-field').map(staticFieldOf)),
  }
}

/** What `--match` says, or `otherwise` if it is not given; throws UsageError. */
export function matchingOf(invocation: Invocation, otherwise: Matching = 'all'): Matching {
  const given = invocation.text('match') ?? otherwise
  if (given === 'all' || given === 'first') return given
  throw new UsageError(`--match takes all or first, not '${given}'`)
}

function minimumPriorityOf(given: string | undefined): LoadOptions['minimumPriority'] | undefined {
  if (given === undefined) return undefined
  const lower = given.toLowerCase()
  const found = priorities.find(
    (name) => name.toLowerCase() === lower || (lower === 'info' && name === 'Informational'),
  )
  if (found !== undefined) return found
  throw new UsageError(`--minimum-priority takes one of ${priorities.join(', ')}, not '${given}'`)
}

const selectionOf = (action: Selection['action'], pattern: string): Selection =>
  pattern.startsWith('tag=') ? { action, tag: pattern.slice(4) } : { action, rule: pattern }

function staticFieldOf(given: string): readonly [string, string] {
  const at = given.indexOf('=')
  if (at <= 0) throw new UsageError(`--static-field takes KEY=TEXT, not '${given}'`)
  return [given.slice(0, at), given.slice(at + 1)]
}
