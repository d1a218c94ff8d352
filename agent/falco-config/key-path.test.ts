import { expect, test } from 'vitest'
import { OptionFault, readKeyValue, stepsOf, withValue } from './key-path.ts'
import { readSettings, type Setting } from './tree.ts'

test.each([
  { path: 'a', steps: ['a'] },
  { path: 'a.b.c', steps: ['a', 'b', 'c'] },
  { path: 'a[3].b', steps: ['a', 3, 'b'] },
  { path: 'a[1][0]', steps: ['a', 1, 0] },
  { path: 'rules[].disable.rule', steps: ['rules', '+', 'disable', 'rule'] },
  { path: 'k\\.io/x.y', steps: ['k.io/x', 'y'] },
  { path: 'a\\[0\\]', steps: ['a[0]'] },
  { path: 'a\\\\', steps: ['a\\'] },
])('the key $path is read in steps', ({ path, steps }) => {
  const plain = stepsOf(path).map((step) => (step.kind === 'key' ? step.key : step.kind === 'item' ? step.index : '+'))
  expect(plain).toEqual(steps)
})

test.each(['', '.a', 'a..b', '[0]', 'a[x]', 'a[0', 'a[0]b', 'a\\b', 'a\\', 'a.'])('%s is no key', (path) => {
  expect(() => stepsOf(path)).toThrow(OptionFault)
})

test.each(['json_output', '=true'])('%s is no option', (option) => {
  expect(() => readKeyValue(option)).toThrow(OptionFault)
})

const plain = (setting: Setting): unknown => {
  if (setting.kind === 'scalar') return setting.text
  if (setting.kind === 'sequence') return setting.items.map(plain)
  return Object.fromEntries([...setting.entries].map(([key, { value }]) => [key, plain(value)]))
}

const set = (yaml: string, ...options: readonly string[]): unknown => {
  let root = readSettings('f', yaml, {}).root
  for (const option of options) {
    const { steps, value } = readKeyValue(option)
    root = withValue(root, steps, value)
  }
  return root === null ? null : plain(root)
}

test.each([
  { name: 'a key that is there', yaml: 'a: 1', options: ['a=2'], is: { a: '2' } },
  { name: 'a key that is not', yaml: '', options: ['a.b=2'], is: { a: { b: '2' } } },
  { name: 'an item', yaml: 'a: [x, y]', options: ['a[1]=z'], is: { a: ['x', 'z'] } },
  { name: 'the item behind the last', yaml: 'a: [x]', options: ['a[1]=z'], is: { a: ['x', 'z'] } },
  {
    name: 'new items one after the other',
    yaml: '',
    options: ['rules[].disable.rule=*', 'rules[].enable.tag=x'],
    is: { rules: [{ disable: { rule: '*' } }, { enable: { tag: 'x' } }] },
  },
  {
    name: 'an object in braces',
    yaml: '',
    options: ['append_output[]={"extra_output": "a=%evt.num", "match": {"tags": [x]}}'],
    is: { append_output: [{ extra_output: 'a=%evt.num', match: { tags: ['x'] } }] },
  },
  { name: 'an equals sign in the value', yaml: '', options: ['a=b=c'], is: { a: 'b=c' } },
])('an option sets $name', ({ yaml, options, is }) => {
  expect(set(yaml, ...options)).toEqual(is)
})

test.each([
  { name: 'past the end of a list', yaml: 'a: [x]', option: 'a[3]=z' },
  { name: 'a key of a list', yaml: 'a: [x]', option: 'a.b=z' },
  { name: 'an item of a group', yaml: 'a: {b: 1}', option: 'a[0]=z' },
  { name: 'an object that is none', yaml: '', option: 'a={b: [}' },
])('$name cannot be set', ({ yaml, option }) => {
  expect(() => set(yaml, option)).toThrow(OptionFault)
})
