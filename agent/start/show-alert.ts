import { visible, visibleJson } from '#schema/visible-text'
import type { AlertFormat } from '../alert/alert-format.ts'
import { formatAlert, messageOf } from '../alert/format-alert.ts'
import { jsonTime } from '../alert/time.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { AlertDraft } from '../hot/messages.ts'

/** Prints one alert: Falco's JSON, or a line for people coloured by priority. */
export function showAlert(alert: AlertDraft, format: AlertFormat, terminal: Terminal): void {
  if (format.jsonOutput) printFalcoLine(alert, format, terminal)
  else terminal.print(alertLine(alert, terminal))
}

/** Prints one alert as Falco does; on a terminal with what would steer it made visible. */
export function printFalcoLine(alert: AlertDraft, format: AlertFormat, terminal: Terminal): void {
  const line = formatAlert(alert, format)
  if (!terminal.showsOutput) terminal.print(line)
  else terminal.print(format.jsonOutput ? visibleJson(line) : terminal.colour(alert.priority, visible(line)))
}

function alertLine(alert: AlertDraft, terminal: Terminal): string {
  const { priority, rule, timeNs } = alert
  const clock = jsonTime(timeNs).slice(11, 23)
  return `${terminal.style('dim', clock)} ${terminal.colour(priority, `${priority.padEnd(13)} ${rule}`)}  ${visible(messageOf(alert))}`
}
