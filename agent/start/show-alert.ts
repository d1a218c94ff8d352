import type { Terminal } from '../cli/terminal.ts'
import { toFalcoJson } from '../alert/falco-json.ts'
import { jsonTime } from '../alert/time.ts'
import type { AlertDraft } from '../hot/messages.ts'

/** Prints one alert: a line coloured by priority, or Falco's JSON. */
export function showAlert(alert: AlertDraft, json: boolean, terminal: Terminal): void {
  if (json) return terminal.print(toFalcoJson(alert))
  const { priority, rule, timeNs, output } = alert
  const clock = jsonTime(timeNs).slice(11, 23)
  terminal.print(`${terminal.style('dim', clock)} ${terminal.colour(priority, `${priority.padEnd(13)} ${rule}`)}  ${text(output, priority)}`)
}

/** The output line without the time and priority that Falco puts in front. */
const text = (output: string, priority: string): string => {
  const front = output.indexOf(`: ${priority} `)
  return front < 0 ? output : output.slice(front + priority.length + 3)
}
