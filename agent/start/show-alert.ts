import { visible, visibleJson } from '#schema/visible-text'
import type { AlertFormat } from '../alert/alert-format.ts'
import { formatAlert, messageOf } from '../alert/format-alert.ts'
import { jsonTime } from '../alert/time.ts'
import type { Terminal } from '../cli/terminal.ts'
import type { AlertDraft } from '../hot/messages.ts'

/**
 * Prints one alert: Falco's JSON, or a line for people coloured by priority. What completes an earlier alert is for people
 * only: who reads JSON takes each line for an alert of its own.
 */
export function showAlert(alert: AlertDraft, format: AlertFormat, terminal: Terminal): void {
  // What completes an earlier alert is no line of its own where a program reads.
  if (format.jsonOutput && alert.patches !== undefined) return
  terminal.print(format.jsonOutput ? falcoLine(alert, format, terminal) : alertLine(alert, terminal))
}

/** The line that Falco prints for an alert; for a terminal with what would steer it made visible. */
export function falcoLine(alert: AlertDraft, format: AlertFormat, terminal: Terminal): string {
  const line = formatAlert(alert, format)
  if (!terminal.showsOutput) return line
  return format.jsonOutput ? visibleJson(line) : terminal.colour(alert.priority, visible(line))
}

function alertLine(alert: AlertDraft, terminal: Terminal): string {
  const { priority, rule, timeNs } = alert
  const clock = jsonTime(timeNs).slice(11, 23)
  const mark = alert.patches === undefined ? '' : `${terminal.style('dim', '(completed)')} `
  return `${terminal.style('dim', clock)} ${terminal.colour(priority, `${priority.padEnd(13)} ${rule}`)}  ${mark}${visible(messageOf(alert))}`
}
