/** Diagnostics as text: what, where, the line itself with a caret under the place, and what to do. */

import { visible } from '#schema/visible-text'
import type { RuleFile } from '../load/read-file.ts'
import type { Diagnostic } from '../rule.ts'

/** How to draw. Colours are ANSI escapes. */
export interface RenderOptions {
  readonly color?: boolean
}

/** The most characters of a line that are shown. */
const maxWidth = 120

/** The diagnostics of a load, errors first, in the order of their places, each with the line that it is about. */
export function renderDiagnostics(
  files: readonly RuleFile[],
  diagnostics: readonly Diagnostic[],
  options: RenderOptions = {},
): string {
  const lines = new Map(files.map((file) => [file.path, linesOf(file)]))
  const order = new Map(files.map((file, index) => [file.path, index]))
  const fileOf = ({ at }: Diagnostic): number => order.get(at.file) ?? files.length
  const sorted = [...diagnostics].sort(
    (a, b) =>
      Number(b.severity === 'error') - Number(a.severity === 'error') ||
      fileOf(a) - fileOf(b) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column,
  )
  return sorted.map((diagnostic) => render(diagnostic, lines.get(diagnostic.at.file) ?? [], options)).join('\n')
}

const linesOf = ({ text }: RuleFile): readonly string[] =>
  (typeof text === 'string' ? text : new TextDecoder().decode(text)).split(/\r?\n/)

const paint = (text: string, code: string, { color }: RenderOptions): string =>
  color ? `\u001b[${code}m${text}\u001b[0m` : text

function render(diagnostic: Diagnostic, lines: readonly string[], options: RenderOptions): string {
  const { severity, code, message, at, item, hint } = diagnostic
  const kind = paint(`${severity}[${code}]`, severity === 'error' ? '1;31' : '1;33', options)
  const number = String(at.line)
  const margin = ' '.repeat(number.length)
  const { shown, caret } = excerpt(lines[at.line - 1] ?? '', at.column)
  const head = [
    `${kind}: ${visible(message)}`,
    `${margin}--> ${visible(at.file)}:${at.line}:${at.column}${item === '' ? '' : ` in ${visible(item)}`}`,
  ]
  const body = [`${margin} |`, `${number} | ${shown}`, `${margin} | ${' '.repeat(caret)}${paint('^', '1', options)}`]
  const foot = hint === '' ? [] : [`${margin} = ${paint('hint', '1;36', options)}: ${visible(hint)}`]
  return `${[...head, ...body, ...foot].join('\n')}\n`
}

/** The part of a line around a column, and where in it the caret belongs. Tabs become blanks so that it lines up. */
function excerpt(line: string, column: number): { shown: string; caret: number } {
  const at = Math.min(column - 1, line.length)
  const start = line.length <= maxWidth ? 0 : Math.max(0, Math.min(at - maxWidth / 2, line.length - maxWidth))
  const end = Math.min(start + maxWidth, line.length)
  const front = `${start > 0 ? '…' : ''}${shownOf(line.slice(start, at))}`
  const back = `${shownOf(line.slice(at, end))}${end < line.length ? '…' : ''}`
  return { shown: `${front}${back}`, caret: front.length }
}

const shownOf = (text: string): string => visible(text.replaceAll('\t', ' '))
