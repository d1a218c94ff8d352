const within =
  (...ranges: readonly (readonly [string, string])[]) =>
  (b: number): boolean =>
    ranges.some(([low, high]) => b >= low.charCodeAt(0) && b <= high.charCodeAt(0))

const alpha = within(['a', 'z'], ['A', 'Z'])
const digit = within(['0', '9'])
const alnum = (b: number): boolean => alpha(b) || digit(b)
const graph = within(['!', '~'])

/** `[:alpha:]` and the others, over ASCII. */
export const posixClasses: Readonly<Record<string, (byte: number) => boolean>> = {
  alnum,
  alpha,
  ascii: (b) => b < 128,
  blank: (b) => b === 32 || b === 9,
  cntrl: (b) => b < 32 || b === 127,
  digit,
  graph,
  lower: within(['a', 'z']),
  print: within([' ', '~']),
  punct: (b) => graph(b) && !alnum(b),
  space: (b) => b === 32 || (b >= 9 && b <= 13),
  upper: within(['A', 'Z']),
  word: (b) => alnum(b) || b === 95,
  xdigit: within(['0', '9'], ['a', 'f'], ['A', 'F']),
}
