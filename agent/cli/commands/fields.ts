import { type FieldEntry, fieldsMarkdown, fieldsReference } from '#rules-compiler'
import { type Command, UsageError } from '../command.ts'

/** `npx eyas fields`: what conditions and outputs can name. */
export const fields: Command = {
  name: 'fields',
  summary: 'Lists the fields that conditions and outputs can name.',
  usage: '[options] [PREFIX]',
  description: 'Every field with its type and meaning. Fields that this version cannot fill are marked with a dash.',
  options: {
    json: { type: 'boolean', doc: 'Prints one JSON array.' },
    markdown: { type: 'boolean', doc: 'Prints the reference as Markdown.' },
    source: { type: 'string', value: 'NAME', doc: 'Only the fields of this event source.' },
  },
  positionals: { min: 0, max: 1 },
  async run(invocation, terminal) {
    const [prefix = ''] = invocation.positionals
    const source = invocation.text('source')
    const entries = fieldsReference(source).filter(({ name }) => name.startsWith(prefix))
    if (entries.length === 0)
      throw new UsageError(
        `no field begins with '${prefix}'${source === undefined ? '' : ` in the source '${source}'`}`,
      )
    if (invocation.flag('markdown')) terminal.print(fieldsMarkdown())
    else if (invocation.flag('json')) terminal.print(JSON.stringify(entries, null, 2))
    else for (const entry of entries) terminal.print(fieldLine(entry))
    return 0
  },
}

const fieldLine = ({ name, type, list, doc, supplied, use }: FieldEntry): string =>
  `${supplied ? ' ' : '-'} ${name.padEnd(34)} ${`${list ? 'list of ' : ''}${type}`.padEnd(16)} ${doc}${use === 'filter' ? ' Conditions only.' : ''}`
