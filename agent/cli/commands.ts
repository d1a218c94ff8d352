import type { Command } from './command.ts'
import { alerts } from './commands/alerts.ts'
import { check } from './commands/check.ts'
import { doctor } from './commands/doctor.ts'
import { edge } from './commands/edge.ts'
import { explain } from './commands/explain.ts'
import { fields } from './commands/fields.ts'
import { filter } from './commands/filter.ts'
import { incidents } from './commands/incidents.ts'
import { publish } from './commands/publish.ts'
import { record } from './commands/record.ts'
import { replay } from './commands/replay.ts'
import { rollback } from './commands/rollback.ts'
import { rules } from './commands/rules.ts'
import { start } from './commands/start.ts'
import { top } from './commands/top.ts'
import { why } from './commands/why.ts'

/** All commands, in the order of the help page. */
export const commands: readonly Command[] = [
  start,
  incidents,
  alerts,
  why,
  top,
  rollback,
  publish,
  record,
  replay,
  check,
  rules,
  explain,
  filter,
  fields,
  doctor,
  edge,
]
