import { describe, expect, test } from 'vitest'
import { loadRules } from '../load/load-rules.ts'
import { checkFiles } from './check-files.ts'
import { describeRules } from './describe-rules.ts'
import { explainRule, renderExplanation } from './explain-rule.ts'
import { fieldsMarkdown, fieldsReference } from './fields-reference.ts'
import { filterCondition } from './filter-condition.ts'
import { renderDiagnostics } from './render-diagnostics.ts'

const text = `- macro: from_shell
  condition: proc.pname in (sh, bash)
- rule: r
  desc: d
  condition: >
    evt.type = open and
    from_shell and fd.name startswith /etc and evt.arg.flags contains O_TRUNC
  output: o
  priority: INFO
`
const set = loadRules([{ path: 'f.yaml', text }])

describe('check', () => {
  test('every file gets its own entries, in the order of their places', () => {
    const files = [
      { path: 'good.yaml', text },
      { path: 'bad.yaml', text: '- macro: x\n- list: y\n' },
    ]
    const [good, bad] = checkFiles(files)
    expect(good).toEqual({ file: 'good.yaml', ok: true, errors: [], warnings: [] })
    expect(bad?.ok).toBe(false)
    expect(bad?.errors).toEqual([
      {
        code: 'LOAD_ERR_YAML_VALIDATE',
        message: "Item has no mapping for key 'condition'",
        line: 1,
        column: 3,
        item: "macro 'x'",
        hint: "add a line 'condition: …' to the item",
      },
      {
        code: 'LOAD_ERR_YAML_VALIDATE',
        message: "Item has no mapping for key 'items'",
        line: 2,
        column: 3,
        item: "list 'y'",
        hint: "add a line 'items: …' to the item",
      },
    ])
  })
})

describe('rendered diagnostics', () => {
  test('a file whose name would forge the text is named with its controls visible', () => {
    const file = { path: 'a\u001b[2K\u202eb\u009b.yaml', text: '- list: x\n' }
    const rendered = renderDiagnostics([file], loadRules([file]).diagnostics)
    expect(rendered).toContain('--> a\\u{1b}[2K\\u{202e}b\\u{9b}.yaml:1:3')
  })

  test('errors come before warnings, each in the order of their places', () => {
    const first = { path: 'first.yaml', text: '- list: a\n- macro: m\n  condition: evt.num = 0\n  x: y\n- list: b\n' }
    const second = { path: 'second.yaml', text: '- list: c\n' }
    const rendered = renderDiagnostics([first, second], loadRules([first, second]).diagnostics)
    expect(rendered.match(/--> \S+/g)).toEqual([
      '--> first.yaml:1:3',
      '--> first.yaml:5:3',
      '--> second.yaml:1:3',
      '--> first.yaml:4:3',
    ])
  })
})

describe('rules', () => {
  test('a rule is described as written and as compiled', () => {
    expect(describeRules(set)).toEqual([
      {
        name: 'r',
        description: 'd',
        source: 'syscall',
        priority: 'Informational',
        tags: [],
        enabled: true,
        condition: 'evt.type = open and from_shell and fd.name startswith /etc and evt.arg.flags contains O_TRUNC\n',
        compiled:
          '(evt.type = open and proc.pname in (sh, bash) and fd.name startswith /etc and evt.arg.flags contains O_TRUNC)',
        eventTypes: ['open'],
        fields: ['evt.arg.flags', 'evt.type', 'fd.name', 'proc.pname'],
        file: 'f.yaml',
        line: 3,
        provenance: [{ action: 'define', key: '', file: 'f.yaml', line: 3, column: 3 }],
      },
    ])
  })
})

describe('filter', () => {
  test('places count in the condition itself', () => {
    expect(filterCondition('proc.name = a and\n proc.nam = b')).toMatchObject({
      ok: false,
      error: { line: 2, column: 2 },
    })
  })

  test('macros are unknown unless only the syntax is asked', () => {
    expect(filterCondition('proc.name = a and m').ok).toBe(false)
    expect(filterCondition('proc.name = a and m', { syntaxOnly: true }).ok).toBe(true)
  })

  test('the nesting ends where Falco ends it', () => {
    expect(filterCondition('('.repeat(100_000))).toMatchObject({
      error: { message: 'exceeded max depth limit of 100' },
    })
  })
})

describe('explain', () => {
  test('the tree names macros, their places and what decides', () => {
    const explanation = explainRule('r', set)
    expect(explanation === undefined ? '' : renderExplanation(explanation)).toBe(`r
event types: open

and  [event, lineage, path]
  evt.type = open  [event]
  proc.pname in (sh, bash)  ← from_shell (f.yaml:1)  [lineage]
  fd.name startswith /etc  [path]
  evt.arg.flags contains O_TRUNC  [event]

decided by lineage:
  proc.pname in (sh, bash)
decided by path:
  fd.name startswith /etc
decided by event:
  evt.type = open
  evt.arg.flags contains O_TRUNC
checked in the kernel:
  evt.type = open
  fd.name startswith /etc
  evt.arg.flags contains O_TRUNC
not checked in the kernel:
  proc.pname in (sh, bash): asks an ancestor, which changes without the process being asked again
`)
  })

  test('a rule that is not there has no explanation', () => {
    expect(explainRule('s', set)).toBeUndefined()
  })
})

describe('fields', () => {
  test('every field of every source is in the reference, once per source', () => {
    const keys = fieldsReference().map(({ eventSource, name }) => `${eventSource} ${name}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toContain('syscall proc.name')
    expect(keys).toContain('k8s_audit ka.verb')
  })

  test('the Markdown has a row for each', () => {
    const rows = fieldsMarkdown()
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(rows.length).toBe(fieldsReference().length)
  })
})
