/** What transformers do to values. */
import type { FieldType } from '#schema/field'
import type { TransformerName } from '../condition/condition.ts'
import { decodeBase64 } from './base64.ts'
import { lower } from './compare.ts'
import { getopt } from './getopt.ts'
import { asText, type Scalar, type Values } from './value.ts'

/** Applies a transformer to its arguments, of which the first has that type; undefined if there is no result. */
export function applyTransformer(
  name: TransformerName,
  inner: readonly Values[],
  type: FieldType = 'charbuf',
): Values | undefined {
  const all = inner.flatMap(({ members }) => members)
  const list = inner.length > 1 || inner.some((values) => values.list)
  switch (name) {
    case 'val':
      return { members: all, list }
    case 'tolower':
      return { members: all.map((member) => lower(asText(member))), list }
    case 'toupper':
      return { members: all.map((member) => upper(asText(member))), list }
    case 'basename':
      return { members: all.map((member) => basename(asText(member))), list }
    case 'b64': {
      const decoded = all.map((member) => decodeBase64(asBytes(member)))
      const members = decoded.filter((member) => member !== null)
      return members.length < decoded.length ? undefined : { members, list }
    }
    case 'len':
      return { members: [BigInt(list ? all.length : lengthOf(all[0], type))], list: false }
    case 'join':
      return { members: [join(asText(all[0] ?? new Uint8Array()), all.slice(1).map(asText))], list: false }
    case 'concat':
      return { members: [join(new Uint8Array(), all.map(asText))], list: false }
    case 'getopt':
      return getopt(all.map(asText))
  }
}

const asBytes = (value: Scalar): Uint8Array => (value instanceof Uint8Array ? value : asText(value))

function lengthOf(value: Scalar | undefined, type: FieldType): number {
  if (value === undefined) return 0
  return (type === 'bytebuf' ? asBytes(value) : asText(value)).length
}

const upper = (text: Uint8Array): Uint8Array => text.map((byte) => (byte >= 97 && byte <= 122 ? byte - 32 : byte))
const basename = (path: Uint8Array): Uint8Array => path.subarray(path.lastIndexOf(47) + 1)

const join = (separator: Uint8Array, parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part, index) => (index === 0 ? [...part] : [...separator, ...part])))
