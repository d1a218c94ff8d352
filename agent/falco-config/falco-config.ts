/** What eyas takes from a falco.yaml. */
import type { AppendOutput, Selection } from '#rules-compiler'
import type { Priority } from '#schema/priority'
import type { AlertFormat } from '../alert/alert-format.ts'

/** A configuration of Falco, as far as it means something here; what a file leaves out has Falco's default. */
export interface FalcoConfig {
  readonly ruleMatching: 'first' | 'all'
  /** Less severe rules are off. */
  readonly priority: Priority
  /** Files and folders as written; relative ones start from where the command runs, as Falco's do. */
  readonly rulesFiles: readonly string[]
  readonly selections: readonly Selection[]
  readonly appendOutput: readonly AppendOutput[]
  /** The texts of `static_fields` by field: `static.site`. */
  readonly constants: Readonly<Record<string, string>>
  readonly format: AlertFormat
  /** `buffer_format_base64`. */
  readonly bufferBase64: boolean
  /** False only where the file says so. */
  readonly stdout: boolean
  /** `engine.replay.capture_file` where `engine.kind` is `replay`. */
  readonly captureFile: string | undefined
}
