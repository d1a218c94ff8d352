/** Faults and warnings of a configuration, gathered. */
import type { Diagnostic, Place } from '#rules-compiler'

/** Codes of faults. */
export type ConfigErrorCode = 'CONFIG_ERR_YAML' | 'CONFIG_ERR_TYPE' | 'CONFIG_ERR_VALUE' | 'CONFIG_ERR_OPTION'

/** Codes of warnings. */
export type ConfigWarningCode =
  | 'CONFIG_UNKNOWN_KEY'
  | 'CONFIG_DEPRECATED_KEY'
  | 'CONFIG_KEYS_WITHOUT_MEANING'
  | 'CONFIG_STATIC_FIELD_LEFT_OUT'
  | 'CONFIG_NOT_SUPPORTED'

/** What was found, in the order in which it was. */
export class ConfigFindings {
  readonly all: Diagnostic[] = []

  error(code: ConfigErrorCode, message: string, at: Place, hint: string): void {
    this.all.push({ code, severity: 'error', message, at, item: '', hint })
  }

  warning(code: ConfigWarningCode, message: string, at: Place, hint: string): void {
    this.all.push({ code, severity: 'warning', message, at, item: '', hint })
  }
}
