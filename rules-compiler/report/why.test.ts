import { describe, expect, test } from 'vitest'
import { loadRules } from '../load/load-rules.ts'
import type { Value } from '../oracle/value.ts'
import { readFieldFrom, valuesReadBy } from './values-read.ts'
import { reasonsOf, type Why, whyMatch } from './why.ts'

const text = (value: string): Value => new TextEncoder().encode(value)

/** Why a rule of this condition says what it says of these values; others are absent. */
function whyOf(condition: string, values: Readonly<Record<string, Value>>): Why {
  const items = [
    { macro: 'in_etc', condition: 'fd.name startswith /etc/' },
    { rule: 'r', desc: 'd', priority: 'INFO', output: 'x', condition },
  ]
  const { rules, macros, diagnostics } = loadRules([{ path: 'r.yaml', text: JSON.stringify(items) }])
  const rule = rules[0]
  if (rule === undefined) throw new Error(diagnostics.map(({ message }) => message).join())
  return whyMatch(
    rule,
    macros,
    readFieldFrom((name) => values[name]),
  )
}

describe('why', () => {
  test.each([
    {
      name: 'a match rests on all terms of and',
      condition: 'evt.type = openat and fd.name = /a',
      values: { 'evt.type': text('openat'), 'fd.name': text('/a') },
      matches: true,
      reasons: ['evt.type = openat', 'fd.name = /a'],
    },
    {
      name: 'no match rests on the terms of and that do not hold',
      condition: 'evt.type = openat and fd.name = /a',
      values: { 'evt.type': text('openat'), 'fd.name': text('/b') },
      matches: false,
      reasons: ['fd.name = /a'],
    },
    {
      name: 'a match rests on the terms of or that hold',
      condition: 'evt.type = openat or fd.name = /a',
      values: { 'evt.type': text('openat'), 'fd.name': text('/b') },
      matches: true,
      reasons: ['evt.type = openat'],
    },
    {
      name: 'not turns the reasons around',
      condition: 'evt.type = openat and not (fd.name = /a or proc.name = b)',
      values: { 'evt.type': text('openat'), 'fd.name': text('/a'), 'proc.name': text('c') },
      matches: false,
      reasons: ['fd.name = /a'],
    },
    {
      name: 'an absent value fails its check, != included',
      condition: 'evt.type = openat and proc.name != b',
      values: { 'evt.type': text('openat') },
      matches: false,
      reasons: ['proc.name != b'],
    },
    {
      name: 'ancestors are asked all together',
      condition: 'evt.type = openat and proc.aname = sh',
      values: {
        'evt.type': text('openat'),
        'proc.ppid': 3n,
        'proc.apid[1]': 3n,
        'proc.aname[1]': text('x'),
        'proc.apid[2]': 2n,
        'proc.aname[2]': text('sh'),
      },
      matches: true,
      reasons: ['evt.type = openat', 'proc.aname = sh'],
    },
  ])('$name', ({ condition, values, matches, reasons }) => {
    const why = whyOf(condition, values)
    expect([why.matches, reasonsOf(why).map((node) => node.text)]).toEqual([matches, reasons])
  })

  test('each check says what it saw, and which macro it came from', () => {
    const { tree } = whyOf('evt.type = openat and in_etc', {
      'evt.type': text('openat'),
      'fd.name': text('/etc/shadow'),
    })
    expect(tree.terms[1]).toMatchObject({
      text: 'fd.name startswith /etc/',
      holds: true,
      macro: { name: 'in_etc' },
      values: [{ field: 'fd.name', value: text('/etc/shadow') }],
    })
  })

  test('what a condition reads is named as an output shows it', () => {
    const items = [
      {
        rule: 'r',
        desc: 'd',
        priority: 'INFO',
        output: 'x',
        condition: 'evt.type = connect and fd.ip = 1.2.3.4 and fd.snet = 10.0.0.0/8 and evt.arg.flags contains x',
      },
    ]
    const [rule] = loadRules([{ path: 'r.yaml', text: JSON.stringify(items) }]).rules
    expect(rule === undefined ? [] : valuesReadBy(rule)).toEqual([
      'evt.arg.flags',
      'evt.type',
      'fd.connected',
      'fd.lip',
      'fd.rip',
      'fd.sip',
    ])
  })
})
