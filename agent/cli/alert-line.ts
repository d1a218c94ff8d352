/** One alert of the edge in one line: `Warning  2026-11-24 03:08:09  inc_19a…  web-1a2b/606e5c92/8  Rule: message (9 times)`. */
import type { AlertJson } from '#schema/incident'
import { visible } from '#schema/visible-text'
import type { Terminal } from './terminal.ts'

/** `2026-11-24 03:08:09` of a time in RFC 3339. */
export const shortTime = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)}`

/** The line; what could steer the terminal is made visible. */
export function alertLine(alert: AlertJson, terminal: Pick<Terminal, 'colour'>): string {
  const { id, incident, priority, lastSeen, count } = alert
  const times = count > 1 ? ` (${count} times)` : ''
  const front = `${terminal.colour(priority, priority.padEnd(13))} ${shortTime(lastSeen)}`
  return `${front}  ${visible(incident)}  ${visible(id)}  ${visible(wordsOf(alert))}${times}`
}

/** The rule, and what its output says besides. */
function wordsOf(alert: AlertJson): string {
  const message = messageOf(alert)
  if (message === '') return alert.rule
  // Many outputs begin with the name of their rule.
  return message.startsWith(alert.rule) ? message : `${alert.rule}: ${message}`
}

/** The output without the time and priority that Falco puts in front; where there is none, fields as `name=value`. */
function messageOf({ output, fields, priority }: AlertJson): string {
  const message = output.replace(/^\d{4}-\d\d-\d\dT[\d:.]+\+0000: /, '')
  if (message !== '') return message.startsWith(`${priority} `) ? message.slice(priority.length + 1) : message
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ')
}
