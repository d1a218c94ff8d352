/** The query of a list: what to filter by, how much, from where. */
import { type Priority, priorities, rankOf } from '#schema/priority'
import type { Faults } from '../fault.ts'
import type { Status } from './incident-json.ts'

/** A filtered page of incidents or alerts, newest first. */
export interface Query {
  readonly limit: number
  readonly after: Position | undefined
  /** At least as severe as this rank. */
  readonly maxRank: number
  readonly status: Status | undefined
  readonly rule: string | undefined
  readonly node: string | undefined
  readonly incident: string | undefined
  /** A condition over the fields of alerts, which `readFilter` has taken. */
  readonly filter: string | undefined
}

/** The last item of a page: when it was last seen, as stored, and its id. */
export interface Position {
  readonly last: string
  readonly id: string
}

const statuses: readonly Status[] = ['open', 'acknowledged', 'closed']
const maxLimit = 500

/** Reads `limit cursor priority status rule node incident filter`; every other name is refused. */
export const readQuery = (given: Readonly<Record<string, string>>, faults: Faults): Query => {
  const names = ['limit', 'cursor', 'priority', 'status', 'rule', 'node', 'incident', 'filter']
  for (const name of Object.keys(given))
    if (!names.includes(name)) faults.add('unknown_parameter', name.slice(0, 64), `is none of ${names.join(', ')}`)
  return {
    limit: readLimit(given.limit, faults),
    after: readCursor(given.cursor, faults),
    maxRank: readRank(given.priority, faults),
    status: readStatus(given.status, faults),
    rule: given.rule,
    node: given.node,
    incident: given.incident,
    filter: given.filter,
  }
}

/** A position as an opaque cursor. */
export const cursorOf = ({ last, id }: Position): string =>
  btoa(`${last} ${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

const readLimit = (value: string | undefined, faults: Faults): number => {
  const limit = Number(value ?? 50)
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit
  faults.add('not_a_limit', 'limit', `must be a whole number from 1 to ${maxLimit}`)
  return 1
}

/** The position of a cursor; undefined where there is none or it is not one. */
export const readCursor = (value: string | undefined, faults: Faults): Position | undefined => {
  if (value === undefined) return undefined
  if (/^[A-Za-z0-9_-]{1,512}$/.test(value) && value.length % 4 !== 1) {
    const [, last, id] = /^(\d{20}) ([!-~]{1,256})$/.exec(atob(value.replaceAll('-', '+').replaceAll('_', '/'))) ?? []
    if (last !== undefined && id !== undefined) return { last, id }
  }
  faults.add('not_a_cursor', 'cursor', 'must be the cursor of a page before')
  return undefined
}

const readRank = (value: string | undefined, faults: Faults): number => {
  if (value === undefined) return priorities.length - 1
  const priority = priorities.find((item): item is Priority => item.toLowerCase() === value.toLowerCase())
  if (priority !== undefined) return rankOf(priority)
  faults.add('not_a_priority', 'priority', `must be one of ${priorities.join(', ')}`)
  return 0
}

const readStatus = (value: string | undefined, faults: Faults): Status | undefined => {
  const status = statuses.find((item) => item === value)
  if (value !== undefined && status === undefined)
    faults.add('not_a_status', 'status', `must be one of ${statuses.join(', ')}`)
  return status
}
