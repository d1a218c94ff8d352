/** The parameters that lists take. */
import { priorities } from '#schema/priority'
import { maxFilterLength } from '../filter/read-filter.ts'
import { status } from './incident-shapes.ts'
import { countText, oneOf, optional, type Shape, text } from './shape.ts'

/** The largest page. */
export const maxLimit = 500

const word = optional(text(512))
const limit = optional(countText(1, maxLimit))

/** A condition in Falco's syntax over the fields of alerts. */
const filter = optional(text(maxFilterLength))

/** What the stream is narrowed to. */
export const streamParameters = { filter }

/** A priority in any case. */
const priorityText: Shape<string> = {
  json: { type: 'string', enum: priorities },
  read(value, place, faults) {
    const found = priorities.find((one) => typeof value === 'string' && one.toLowerCase() === value.toLowerCase())
    return found ?? oneOf(priorities).read(value, place, faults)
  },
}

/** What incidents and alerts are narrowed to. */
export const incidentParameters = {
  limit,
  cursor: word,
  priority: optional(priorityText),
  status: optional(status),
  rule: word,
  node: word,
  incident: word,
  filter,
}

/** The same for alerts. */
export const alertParameters = incidentParameters

/** A page of nodes, by name. */
export const nodeParameters = { limit, cursor: word }

/** A page of silences, the latest to end first. */
export const silenceParameters = { limit, cursor: word }

/** What deliveries are narrowed to. */
export const deliveryParameters = { limit, cursor: word, state: optional(oneOf(['pending', 'delivered', 'dead'])) }

/** How far back rules are looked at, in hours. */
export const ruleParameters = { limit, cursor: word, hours: optional(countText(1, 24 * 30)) }

/** A page of the audit trail. */
export const auditParameters = { limit, cursor: word }
