/** Prints the fields of events, as JSON lines or as a table. */
import type { FieldValue } from '#schema/alert'
import { visible, visibleJson } from '#schema/visible-text'
import type { Match } from '#wasm-runtime'
import { hasFraction, jsonDouble } from '../alert/json-double.ts'
import type { Terminal } from '../cli/terminal.ts'

/** Rows that a table looks at before it decides how wide its columns are. */
const rowsForWidths = 1000
/** Wider values push the columns behind them to the right. */
const maxWidth = 60

/** Takes matches of the rule of fields and prints their values. */
export interface FieldPrinter {
  take(matches: readonly Match[]): void
  end(): void
}

/** The keys of a match's values in the order of the fields asked for. */
const keysOf = ({ rule }: Match): readonly string[] =>
  rule.output.flatMap((part) => (part.kind === 'value' ? [part.text] : []))

/** One object a line; its keys are the fields as asked for, in that order, and values have the types of Falco's JSON. */
export const jsonRows = (fields: readonly string[], terminal: Terminal): FieldPrinter => ({
  take(matches) {
    const lines = matches.map((match) => {
      const keys = keysOf(match)
      const members = fields.map(
        (field, i) => `${JSON.stringify(field)}:${jsonOf(field, match.fields[keys[i] ?? ''] ?? null)}`,
      )
      return `{${members.join(',')}}`
    })
    if (lines.length > 0) terminal.print(terminal.showsOutput ? visibleJson(lines.join('\n')) : lines.join('\n'))
  },
  end() {},
})

const jsonOf = (field: string, value: FieldValue): string => {
  if (typeof value === 'bigint') return value.toString()
  return typeof value === 'number' && hasFraction(field) ? jsonDouble(value) : JSON.stringify(value)
}

/** Columns as wide as their values in the first rows; missing values are `<NA>`. */
export function tableRows(fields: readonly string[], terminal: Terminal): FieldPrinter {
  let held: (readonly string[])[] = [fields]
  let widths: readonly number[] | undefined
  const line = (row: readonly string[], columns: readonly number[]): string =>
    row.map((text, i) => (i === row.length - 1 ? text : text.padEnd(columns[i] ?? 0))).join('  ')
  const flush = (): void => {
    const columns =
      widths ?? fields.map((_, i) => Math.min(maxWidth, Math.max(...held.map((row) => row[i]?.length ?? 0))))
    widths = columns
    if (held.length > 0) terminal.print(held.map((row) => line(row, columns)).join('\n'))
    held = []
  }
  return {
    take(matches) {
      for (const match of matches) {
        const keys = keysOf(match)
        held.push(fields.map((_, i) => textOf(match.fields[keys[i] ?? ''] ?? null)))
      }
      if (widths !== undefined || held.length > rowsForWidths) flush()
    },
    end: flush,
  }
}

const textOf = (value: FieldValue): string => (value === null ? '<NA>' : visible(String(value)))
