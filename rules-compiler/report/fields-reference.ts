/** `eyas fields`: the reference of all fields, as data and as Markdown. */
import type { Field } from '#schema/field'
import { sources } from '../load/source.ts'

/** A field as `eyas fields --json` prints it. */
export interface FieldEntry extends Field {
  /** The event source that has the field. */
  readonly eventSource: string
}

/** Every field of every source, or of one. */
export const fieldsReference = (sourceName?: string): readonly FieldEntry[] =>
  [...sources.values()]
    .filter(({ name }) => sourceName === undefined || name === sourceName)
    .flatMap(({ name, fields }) => [...fields.values()].map((field) => ({ ...field, eventSource: name })))

/** The reference as Markdown, one table for each source and family. */
export function fieldsMarkdown(): string {
  const sections = [...sources.values()].map(({ name, fields }) => {
    const families = Map.groupBy([...fields.values()], (field) => field.name.split('.')[0] ?? '')
    const tables = [...families].map(([family, members]) => `### ${family}\n\n${tableOf(members)}`)
    return `## ${name}\n\n${tables.join('\n')}`
  })
  return `# Fields\n\nWhat conditions and outputs can name. A field that is not filled yet has no value: comparisons with it are false.\n\n${sections.join('\n')}`
}

const argumentOf = ({ argument }: Field): string => {
  if (argument === null) return ''
  const shape = argument.dotted ? '.name' : argument.kind === 'index' ? '[n]' : '[key]'
  return argument.required ? shape : `${shape}?`
}

function tableOf(members: readonly Field[]): string {
  const rows = members.map((field) => {
    const type = field.list ? `list of ${field.type}` : field.type
    const notes = [
      field.doc,
      ...(field.use === 'filter' ? ['Conditions only.'] : []),
      ...(field.supplied ? [] : ['Not filled yet.']),
    ]
    return `| \`${field.name}${argumentOf(field)}\` | ${type} | ${field.volatility} | ${field.source} | ${notes.join(' ').replaceAll('|', '\\|')} |\n`
  })
  return `| field | type | holds for | from | |\n| --- | --- | --- | --- | --- |\n${rows.join('')}`
}
