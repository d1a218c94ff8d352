/** `append_output`: what is added to the output of rules that match. */
import type { AppendOutput } from '#rules-compiler'
import { type Decoder, onlyEntry } from './decode.ts'
import type { ConfigFindings } from './findings.ts'

type ExtraField = NonNullable<AppendOutput['fields']>[number]

/** Reads the list. Where it suggests outputs, static fields are among them, as those of the container are. */
export const readAppendOutput = (
  root: Decoder,
  statics: readonly string[],
  findings: ConfigFindings,
): readonly AppendOutput[] => root.groups('append_output').map((group) => readOne(group, statics, findings))

function readOne(group: Decoder, statics: readonly string[], findings: ConfigFindings): AppendOutput {
  group.onlyKeys(['match', 'extra_output', 'extra_fields', 'suggested_output'])
  const match = group.group('match')
  match?.onlyKeys(['source', 'tags', 'rule'])
  const source = match?.text('source')
  const rule = match?.text('rule')
  const suggestedOutput = group.truth('suggested_output') ?? false
  const suggested = suggestedOutput ? statics : []
  const output = [
    group.text('extra_output') ?? '',
    ...suggested.map((key) => `static_${key.replaceAll('.', '_')}=%static.${key}`),
  ]
    .filter((text) => text !== '')
    .join(' ')
  return {
    ...(match === undefined
      ? {}
      : {
          match: {
            ...(source === undefined || source === '' ? {} : { source }),
            ...(rule === undefined || rule === '' ? {} : { rule }),
            tags: match.texts('tags'),
          },
        }),
    ...(output === '' ? {} : { output }),
    fields: readFields(group, findings),
    suggestedOutput,
  }
}

/** `- key: template` adds a text under a key, `- field` a field with its own type under its name. */
function readFields(group: Decoder, findings: ConfigFindings): readonly ExtraField[] {
  const keys = new Set<string>()
  return group.items('extra_fields').flatMap((item): ExtraField[] => {
    const entry = onlyEntry(item)
    const field: ExtraField | undefined =
      item.kind === 'scalar'
        ? item.text
        : entry?.[1].kind === 'scalar'
          ? { key: entry[0], template: entry[1].text }
          : undefined
    if (field === undefined) {
      const message = 'append_output[].extra_fields holds names of fields, and keys with a template'
      findings.error('CONFIG_ERR_TYPE', message, item.at, 'such as `- evt.num` and `- source: "%proc.name"`')
      return []
    }
    const key = typeof field === 'string' ? field : field.key
    if (keys.has(key)) findings.error('CONFIG_ERR_VALUE', `the output field '${key}' is added twice`, item.at, '')
    keys.add(key)
    return [field]
  })
}
