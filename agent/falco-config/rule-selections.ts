/** `rules`: which are switched on and off, one after the other. */
import type { Selection } from '#rules-compiler'
import type { Decoder } from './decode.ts'

/** Reads the list; an item that names a rule and a tag is two. */
export const readSelections = (root: Decoder): readonly Selection[] => root.groups('rules').flatMap(readOne)

function readOne(item: Decoder): readonly Selection[] {
  item.onlyKeys(['enable', 'disable'])
  const action = item.setting('enable') === undefined ? 'disable' : 'enable'
  if (item.setting(action) === undefined) {
    item.fault("an item of rules has the key 'enable' or 'disable'", 'such as `- disable: {tag: network}`')
    return []
  }
  const group = item.group(action)
  if (group === undefined) return []
  group.onlyKeys(['rule', 'tag'])
  const rule = group.text('rule') ?? ''
  const tag = group.text('tag') ?? ''
  if (rule === '' && tag === '') group.fault(`${action} needs a rule or a tag`, 'such as `- disable: {tag: network}`')
  return [...(rule === '' ? [] : [{ action, rule } as const]), ...(tag === '' ? [] : [{ action, tag } as const])]
}
