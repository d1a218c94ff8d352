/** Regular expressions, by the engine of JavaScript: the tree is written out again in its syntax. */
import { type Regex, readRegex } from '../check/regex-syntax.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const compiled = new Map<string, RegExp>()

/** Whether the whole text matches the expression. Bytes that are not UTF-8 count as U+FFFD. */
export function regexMatches(pattern: Uint8Array, text: Uint8Array): boolean {
  const source = decoder.decode(pattern)
  let regex = compiled.get(source)
  if (regex === undefined) {
    regex = new RegExp(`^(?:${write(readRegex(source))})$`, 'u')
    compiled.set(source, regex)
  }
  return regex.test(decoder.decode(text))
}

const point = (code: number): string => `\\u{${code.toString(16)}}`

function write(regex: Regex): string {
  switch (regex.kind) {
    case 'empty':
      return '(?:)'
    case 'begin':
      return '(?<![^\\n])'
    case 'end':
      return '(?![^\\n])'
    case 'set': {
      const ranges = regex.ranges.map(([from, to]) => (from === to ? point(from) : `${point(from)}-${point(to)}`))
      return `[${regex.negated ? '^' : ''}${ranges.join('')}]`
    }
    case 'sequence':
      return regex.parts.map(write).join('')
    case 'choice':
      return `(?:${regex.parts.map(write).join('|')})`
    case 'repeat':
      return `(?:${write(regex.part)}){${regex.least},${regex.most ?? ''}}`
  }
}
