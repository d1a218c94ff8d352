/** How alerts are printed: Falco's output options. */

/** The options, under the names that falco.yaml has for them in snake case. */
export interface AlertFormat {
  readonly jsonOutput: boolean
  readonly jsonIncludeOutputProperty: boolean
  readonly jsonIncludeTagsProperty: boolean
  readonly jsonIncludeMessageProperty: boolean
  readonly jsonIncludeOutputFieldsProperty: boolean
  /** Times of output lines with date and zone, in UTC; else the time of day where the command runs. */
  readonly timeFormatIso8601: boolean
}

/** Falco's defaults. */
export const falcoAlertFormat: AlertFormat = {
  jsonOutput: false,
  jsonIncludeOutputProperty: true,
  jsonIncludeTagsProperty: true,
  jsonIncludeMessageProperty: false,
  jsonIncludeOutputFieldsProperty: true,
  timeFormatIso8601: false,
}

/** What eyas prints without a falco.yaml: as Falco, with whole times, since captures are seldom of today. */
export const defaultAlertFormat: AlertFormat = { ...falcoAlertFormat, timeFormatIso8601: true }
