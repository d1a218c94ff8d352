/** How quoted texts are read from a condition and written back. */

import { ConditionFault } from './fault.ts'
import { characterOf } from './raw-bytes.ts'

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  ' ': '\\',
  '\\': '\\',
  '/': '/',
}

/** The character that `\x` and two digits stand for. */
function hexEscape(body: string, at: number): string {
  if (at + 2 >= body.length) throw new ConditionFault('truncated hex char escape sequence')
  const digits = body.slice(at + 1, at + 3)
  if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw new ConditionFault(`invalid hex char escape sequence: ${digits}`)
  return characterOf(Number.parseInt(digits, 16))
}

/** Undoes the escapes between two quotes. Falco's oddity stays: a backslash before a blank is a backslash, no blank. */
export function undoEscapes(body: string, quote: string): string {
  let text = ''
  for (let at = 0; at < body.length; at++) {
    const character = body.charAt(at)
    if (character !== '\\') {
      text += character
      continue
    }
    if (++at >= body.length) break
    const escaped = body.charAt(at)
    if (escaped === '"' || escaped === "'") {
      if (escaped !== quote) throw new ConditionFault(`invalid \\${escaped} escape in ${quote}-quoted string`)
      text += escaped
    } else if (escaped === 'x') {
      text += hexEscape(body, at)
      at += 2
    } else {
      const replacement = escapes[escaped]
      if (replacement === undefined) throw new ConditionFault(`unsupported string escape sequence: \\${escaped}`)
      text += replacement
    }
  }
  return text
}

const written: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
  '"': '\\"',
}

/** A value as Falco prints it: in quotes only if something in it needs them. */
export function quoteIfNeeded(text: string): string {
  if (!/[\b\f\n\r\t =\\"'\0]/.test(text)) return text
  return `"${text.replace(/[\b\f\n\r\t\\"]/g, (character) => written[character] ?? character)}"`
}
