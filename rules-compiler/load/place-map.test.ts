import { describe, expect, test } from 'vitest'
import { PlacedText } from './placed-text.ts'
import { readYaml } from './read-yaml.ts'

/** The scalar behind `key:` in a mapping. */
function scalarIn(text: string) {
  const [document] = readYaml('f.yaml', text).documents
  const value = document?.kind === 'mapping' ? document.entries.find(({ key }) => key === 'key')?.value : undefined
  if (value?.kind !== 'scalar') throw new Error('no scalar')
  return value
}

/** Line and column of a word in a file, counted by eye: it occurs once. */
function whereIs(word: string, text: string) {
  const before = text.slice(0, text.indexOf(word))
  return { file: 'f.yaml', line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

describe('every word of a scalar is found in the file', () => {
  test.each([
    { name: 'plain', text: 'key: alpha beta gamma\n' },
    { name: 'plain over lines', text: 'key: alpha\n  beta\n\n   gamma\n' },
    { name: 'single quotes', text: "key: 'alpha ''x'' beta\n  gamma'\n" },
    { name: 'double quotes', text: 'key: "alpha \\t\\x41\\u00e9\\"\\\\ beta \\\n   gamma"\n' },
    { name: 'literal block', text: 'key: |\n  alpha\n    beta\n\n  gamma\n' },
    { name: 'folded block', text: 'key: >-\n\n  alpha\n  beta\n\n\n  gamma\n' },
    { name: 'indented block', text: 'key: >2\n   alpha\n  beta\n  gamma\n' },
    { name: 'flow', text: '{other: 1, key: alpha beta gamma}\n' },
    { name: 'anchored and tagged', text: 'key: &a !!str alpha beta gamma\n' },
    { name: 'carriage returns', text: 'key: >\r\n  alpha\r\n  beta\r\n  gamma\r\n' },
    { name: 'characters beyond the first plane', text: 'key: 😀 alpha é beta 😀😀 gamma\n' },
  ])('$name', ({ text }) => {
    const scalar = scalarIn(text)
    const placed = scalar.placed()
    for (const word of ['alpha', 'beta', 'gamma'])
      expect(placed.placeAt(scalar.text.indexOf(word)), word).toEqual(whereIs(word, text))
  })
})

describe('placed text', () => {
  const at = (line: number) => ({ file: 'f', line, column: 1 })
  const mapped = (text: string, line: number) =>
    PlacedText.mapped(text, (offset) => ({ file: 'f', line, column: offset + 1 }))

  test('pieces keep their places when joined, cut and joined again', () => {
    const joined = PlacedText.join([mapped('abc', 1), ' ', PlacedText.at('xyz', at(2)), mapped('def', 3)])
    expect(joined.text).toBe('abc xyzdef')
    const cut = PlacedText.join([joined.slice(1, 5), joined.slice(8)])
    expect(cut.text).toBe('bc xef')
    expect([0, 1, 3, 4, 5].map((offset) => cut.placeAt(offset))).toEqual([
      { file: 'f', line: 1, column: 2 },
      { file: 'f', line: 1, column: 3 },
      { file: 'f', line: 2, column: 1 },
      { file: 'f', line: 3, column: 2 },
      { file: 'f', line: 3, column: 3 },
    ])
  })

  test('the end has a place too', () => {
    expect(mapped('abc', 1).placeAt(3)).toEqual({ file: 'f', line: 1, column: 4 })
    expect(mapped('abc', 1).slice(3).placeAt(0)).toEqual({ file: 'f', line: 1, column: 4 })
  })
})
