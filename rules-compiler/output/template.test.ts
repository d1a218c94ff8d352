import { describe, expect, test } from 'vitest'
import { PlacedText } from '../load/placed-text.ts'
import { sources } from '../load/source.ts'
import { parseTemplate, TemplateFault } from './template.ts'

const syscall = sources.get('syscall')

const read = (text: string): readonly string[] => {
  if (syscall === undefined) throw new Error('the syscall source is missing')
  return parseTemplate(PlacedText.at(text, { file: '', line: 1, column: 1 }), syscall).map((part) =>
    part.kind === 'text' ? part.text : `<${part.text}${part.width === undefined ? '' : `:${part.width}`}>`,
  )
}

describe('output templates', () => {
  test.each([
    { text: 'plain', parts: ['plain'] },
    { text: '%proc.name', parts: ['<proc.name>'] },
    { text: 'a %proc.name, %fd.name.', parts: ['a ', '<proc.name>', ', ', '<fd.name>', '.'] },
    { text: '%proc.aname[2]x', parts: ['<proc.aname[2]>', 'x'] },
    { text: '%proc.names', parts: ['<proc.name>', 's'] },
    { text: '%proc.name.more', parts: ['<proc.name>', '.more'] },
    { text: '%proc.name[x]', parts: ['<proc.name>', '[x]'] },
    { text: '%evt.arg.flags|%evt.arg[0]', parts: ['<evt.arg.flags>', '|', '<evt.arg[0]>'] },
    { text: '%evt.arg.flagsy', parts: ['<evt.arg.flags>', 'y'] },
    { text: '%toupper(proc.name)!', parts: ['<toupper(proc.name)>', '!'] },
    { text: '%join("->", (proc.name, fd.name))', parts: ['<join(->,(proc.name,fd.name))>'] },
    { text: '%10proc.name|', parts: ['<proc.name:10>', '|'] },
    { text: '%fd.ip', parts: ['<fd.ip>'] },
    { text: '*%proc.name', parts: ['<proc.name>'] },
    { text: 'a*%proc.name', parts: ['a*', '<proc.name>'] },
  ])('$text', ({ text, parts }) => {
    expect(read(text)).toEqual(parts)
  })

  test.each([
    { text: '', says: 'empty formatting token' },
    { text: 'a%', says: 'formatting cannot end with a %' },
    { text: 'a%12', says: 'formatting cannot end with a number' },
    { text: '100% sure', says: 'unknown filter: ' },
    { text: '%no.such', says: 'unknown filter: filter_check called with nonexistent field no.such' },
    { text: '%tolower(proc.pid)', says: "can't add field transformer" },
  ])('$text is refused', ({ text, says }) => {
    expect(() => read(text)).toThrow(says)
    expect(() => read(text)).toThrow(TemplateFault)
  })
})
