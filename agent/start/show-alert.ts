import { visible } from '#schema/visible-text'
import { toFalcoJson } from '../alert/falco-json.ts'
import { jsonTime } from '../alert/time.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { AlertDraft } from '../hot/messages.ts'

/** Prints one alert: a line coloured by priority, or Falco's JSON. */
export function showAlert(alert: AlertDraft, json: boolean, terminal: Terminal): void {
  terminal.print(json ? toFalcoJson(alert) : alertLine(alert, terminal))
}

function alertLine(alert: AlertDraft, terminal: Terminal): string {
  const { priority, rule, timeNs, output } = alert
  const clock = jsonTime(timeNs).slice(11, 23)
  return `${terminal.style('dim', clock)} ${terminal.colour(priority, `${priority.padEnd(13)} ${rule}`)}  ${visible(text(output, priority))}`
}

/** The output line without the time and priority that Falco puts in front. */
const text = (output: string, priority: string): string => {
  const front = output.indexOf(`: ${priority} `)
  return front < 0 ? output : output.slice(front + priority.length + 3)
}
