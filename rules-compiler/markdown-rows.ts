/** Reads the tables of a Markdown file whose rows are test cases. */

/** A row with the heading above its table; cells in code marks without them, `\|` as `|`. */
export interface MarkdownRow {
  readonly heading: string
  readonly cells: readonly string[]
}

/** The rows of all tables; the line with the dashes and the one above it are left out. */
export function markdownRows(text: string): readonly MarkdownRow[] {
  const rows: MarkdownRow[] = []
  let heading = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
    if (!line.startsWith('|')) continue
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map(cellOf)
    if (cells.every((cell) => /^-+$/.test(cell))) rows.pop()
    else rows.push({ heading, cells })
  }
  return rows
}

const cellOf = (cell: string): string => {
  const trimmed = cell.trim().replaceAll('\\|', '|')
  return trimmed.length > 1 && trimmed.startsWith('`') && trimmed.endsWith('`') ? trimmed.slice(1, -1) : trimmed
}
