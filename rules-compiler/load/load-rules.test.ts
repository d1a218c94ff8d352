import { describe, expect, test } from 'vitest'
import { loadRules } from './load-rules.ts'
import type { LoadOptions } from './options.ts'
import { YamlMemory } from './read-yaml.ts'

const base = `- rule: r
  desc: d
  condition: evt.type = open
  output: o
  priority: INFO
  tags: [a]
`

const load = (text: string | readonly string[], options: LoadOptions = {}) =>
  loadRules(
    [text].flat().map((content, index) => ({ path: `${index}.yaml`, text: content })),
    options,
  )
const compiled = (text: string | readonly string[]): string | undefined => load(text).rules[0]?.compiled
const errors = (text: string | readonly string[]): readonly string[] =>
  load(text).diagnostics.flatMap(({ severity, message }) => (severity === 'error' ? [message] : []))

describe('lists', () => {
  const use = (lists: string, condition: string): string | undefined =>
    compiled(lists + base.replace('evt.type = open', condition))

  test.each([
    {
      name: 'take the place of their names',
      lists: '- list: l\n  items: [a, b]\n',
      condition: 'proc.name in (l, c)',
      is: 'proc.name in (a, b, c)',
    },
    {
      name: 'are quoted where they hold blanks',
      lists: '- list: l\n  items: [a b]\n',
      condition: 'proc.name in (l)',
      is: 'proc.name in ("a b")',
    },
    {
      name: 'may be empty',
      lists: '- list: l\n  items: []\n',
      condition: 'proc.name in (l, c)',
      is: 'proc.name in (c)',
    },
    {
      name: 'may name lists',
      lists: '- list: k\n  items: [a]\n- list: l\n  items: [k, b]\n',
      condition: 'proc.name in (l)',
      is: 'proc.name in (a, b)',
    },
    {
      name: 'name lists only one level deep',
      lists: '- list: j\n  items: [a]\n- list: k\n  items: [j]\n- list: l\n  items: [k]\n',
      condition: 'proc.name in (l)',
      is: 'proc.name in (j)',
    },
    {
      name: 'reach into quotes between blanks',
      lists: '- list: l\n  items: [x]\n',
      condition: 'proc.name = "a l b"',
      is: 'proc.name = "a x b"',
    },
    {
      name: 'need whole words',
      lists: '- list: l\n  items: [x]\n',
      condition: 'proc.name in (ll, l.l)',
      is: 'proc.name in (ll, l.l)',
    },
  ])('$name', ({ lists, condition, is }) => {
    expect(use(lists, condition)).toBe(is)
  })

  test('may be defined in a later file than the rule', () => {
    expect(compiled([base.replace('evt.type = open', 'proc.name in (l)'), '- list: l\n  items: [x]\n'])).toBe(
      'proc.name in (x)',
    )
  })
})

describe('macros', () => {
  test('take the place of their names', () => {
    const text = `- macro: m\n  condition: proc.name = a or proc.name = b\n${base.replace('evt.type = open', 'evt.type = open and not m')}`
    expect(compiled(text)).toBe('(evt.type = open and not (proc.name = a or proc.name = b))')
  })

  test('of a later file do not exist for a rule', () => {
    expect(errors([base.replace('evt.type = open', 'm'), '- macro: m\n  condition: evt.type = open\n'])).toEqual([
      "Undefined macro 'm' used in filter.",
    ])
  })

  test('are appended as text', () => {
    const text = `- macro: m\n  condition: evt.type = open\n- macro: m\n  condition: and proc.name = a\n  override:\n    condition: append\n`
    expect(compiled(text + base.replace('evt.type = open', 'm'))).toBe('(evt.type = open and proc.name = a)')
  })
})

describe('changes to a rule', () => {
  test('a later definition takes the place of an earlier one', () => {
    expect(compiled([base, base.replace('open', 'openat')])).toBe('evt.type = openat')
  })

  test('append and replace work side by side, each on its keys', () => {
    const change = `- rule: r
  condition: and proc.name = cat
  output: p
  desc: e
  priority: ERROR
  tags: [b, a]
  enabled: false
  override:
    condition: append
    output: append
    desc: append
    priority: replace
    tags: append
    enabled: replace
`
    const rule = load([base, change]).rules[0]
    expect(rule).toMatchObject({
      compiled: '(evt.type = open and proc.name = cat)',
      description: 'd e',
      priority: 'Error',
      tags: ['a', 'b'],
      enabled: false,
      output: [{ kind: 'text', text: 'o p' }],
    })
    expect(rule?.origins.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'define ',
      'append condition',
      'append output',
      'append desc',
      'append tags',
      'replace priority',
      'replace enabled',
    ])
  })

  test('several documents in a file count as one', () => {
    expect(compiled(`${base}---\n- rule: r\n  condition: and proc.name = a\n  append: true\n`)).toBe(
      '(evt.type = open and proc.name = a)',
    )
  })

  test('priorities are read in any case, info being informational', () => {
    expect(load(base.replace('INFO', 'inFO')).rules[0]?.priority).toBe('Informational')
    expect(load(base.replace('INFO', 'critical')).rules[0]?.priority).toBe('Critical')
  })
})

describe('exceptions', () => {
  const withException = (text: string): string | undefined =>
    compiled(`${base}  exceptions:\n    - name: e\n${text.replace(/^/gm, '      ')}`)

  test.each([
    { name: 'one field', text: 'fields: proc.name\nvalues: [a, b c]', is: 'proc.name in (a, "b c")' },
    {
      name: 'one field with its own comp',
      text: 'fields: fd.name\ncomps: startswith oneof\nvalues: [/a, /b]',
      is: 'fd.name startswith oneof (/a, /b)',
    },
    {
      name: 'a tuple',
      text: 'fields: [proc.name, fd.name]\nvalues: [[a, /x], [b, /y]]',
      is: '((proc.name = a and fd.name = /x) or (proc.name = b and fd.name = /y))',
    },
    {
      name: 'comps of a tuple, lists and single values',
      text: 'fields: [proc.name, fd.name]\ncomps: [in, pmatch]\nvalues: [[[a, b], /x], [c, [/y]]]',
      is: '((proc.name in (a, b) and fd.name pmatch (/x)) or (proc.name in (c) and fd.name pmatch (/y)))',
    },
    {
      name: 'values in parentheses',
      text: 'fields: [proc.name]\ncomps: [in]\nvalues: [["(a, b)"]]',
      is: 'proc.name in (a, b)',
    },
    {
      name: 'transformers as fields',
      text: 'fields: [tolower(proc.name)]\ncomps: [=]\nvalues: [[a]]',
      is: 'tolower(proc.name) = a',
    },
  ])('$name', ({ text, is }) => {
    expect(withException(text)).toBe(`(evt.type = open and not ${is})`)
  })

  test('without values change nothing', () => {
    expect(withException('fields: [proc.name]')).toBe('evt.type = open')
  })

  test('appended values join the exception of their name', () => {
    const first = `${base}  exceptions:\n    - name: e\n      fields: proc.name\n      values: [a]\n`
    const more = '- rule: r\n  exceptions:\n    - name: e\n      values: [b]\n  override:\n    exceptions: append\n'
    expect(compiled(first + more)).toBe('(evt.type = open and not proc.name in (a, b))')
  })
})

describe('options', () => {
  test.each([
    { name: 'a disabled name', options: { selections: [{ action: 'disable', rule: 'r' }] }, enabled: false },
    { name: 'a disabled pattern', options: { selections: [{ action: 'disable', rule: '*' }] }, enabled: false },
    { name: 'a disabled tag', options: { selections: [{ action: 'disable', tag: 'a' }] }, enabled: false },
    {
      name: 'the last selection wins',
      options: {
        selections: [
          { action: 'disable', rule: '*' },
          { action: 'enable', tag: 'a' },
        ],
      },
      enabled: true,
    },
    { name: 'another name', options: { selections: [{ action: 'disable', rule: 's*' }] }, enabled: true },
    { name: 'a minimum priority above', options: { minimumPriority: 'Error' }, enabled: false },
    { name: 'a minimum priority at', options: { minimumPriority: 'Informational' }, enabled: true },
  ] satisfies { name: string; options: LoadOptions; enabled: boolean }[])('$name', ({ options, enabled }) => {
    expect(load(base, options).rules[0]?.enabled).toBe(enabled)
  })

  test('output and fields are appended where the rule matches', () => {
    const options: LoadOptions = {
      appendOutput: [
        {
          match: { tags: ['a'] },
          output: 'by %proc.name',
          fields: ['proc.pid', { key: 'who', template: 'user %user.name' }],
        },
        { match: { rule: 'other' }, output: 'never' },
        { suggestedOutput: true },
      ],
      staticFields: { site: 'north' },
    }
    const rule = load(base, options).rules[0]
    const text = rule?.output.map((part) => (part.kind === 'text' ? part.text : `%${part.text}`)).join('')
    expect(text).toBe(
      'o by %proc.name container_id=%container.id container_name=%container.name container_image_repository=%container.image.repository container_image_tag=%container.image.tag k8s_pod_name=%k8s.pod.name k8s_ns_name=%k8s.ns.name',
    )
    expect(rule?.extraFields.map(({ key, kind }) => `${key} ${kind}`)).toEqual([
      'proc.pid template',
      'who template',
      'site constant',
    ])
  })

  test.each([
    { condition: 'static.site = north', settled: true },
    { condition: 'static.site != north', settled: false },
    { condition: 'static.site in (south, north)', settled: true },
    { condition: 'toupper(static.site) = NORTH', settled: true },
    { condition: 'concat(static.site, "-", static.rate) startswith "north-5%"', settled: true },
    { condition: 'static.site exists', settled: true },
    { condition: 'len(static.site) > 5', settled: false },
    { condition: 'static.site = val(static.site)', settled: true },
  ])('$condition is settled when rules are loaded: $settled', ({ condition, settled }) => {
    const text = JSON.stringify([{ rule: 'r', desc: 'd', condition, output: 'o', priority: 'INFO' }])
    const { rules, diagnostics } = loadRules([{ path: 'r.yaml', text }], {
      constants: { 'static.site': 'north', 'static.rate': '5%' },
    })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(rules[0]?.condition).toEqual({ kind: 'constant', value: settled })
  })

  test('a field of a configuration that is not there is a fault', () => {
    const rule = { rule: 'r', desc: 'd', condition: 'static.none = x', output: '%static.none', priority: 'INFO' }
    const { diagnostics } = loadRules([{ path: 'r.yaml', text: JSON.stringify([rule]) }], { constants: {} })
    expect(diagnostics.map(({ code }) => code)).toEqual(['LOAD_ERR_COMPILE_OUTPUT', 'LOAD_ERR_COMPILE_CONDITION'])
  })
})

describe('a process that loads again with what it remembers of the files', () => {
  const lists = '- list: l\n  items: [a, b]\n'
  const rule = base.replace('evt.type = open', 'evt.type = open and proc.name in (l)')

  test.each([
    { name: 'the same files', files: [lists, rule] },
    { name: 'one of two files changed', files: [lists.replace('b', 'c'), rule] },
    { name: 'a file with a fault', files: [lists, rule.replace('priority', 'prioritea')] },
    { name: 'the files in another order', files: [rule, lists] },
    { name: 'the text of one file in two', files: [lists, rule, rule] },
  ])('says of $name what a first load says', ({ files }) => {
    const named = files.map((text, index) => ({ path: `${index}.yaml`, text }))
    const yaml = new YamlMemory()
    loadRules(
      [lists, rule].map((text, index) => ({ path: `${index}.yaml`, text })),
      {},
      yaml,
    )
    const { rules, diagnostics } = loadRules(named, {}, yaml)
    const first = loadRules(named)
    expect({ rules, diagnostics }).toEqual({ rules: first.rules, diagnostics: first.diagnostics })
  })
})
