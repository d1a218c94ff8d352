import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { entryOf } from '../correlate/entry.ts'
import { lineage, occurrence } from '../fixtures/alerts.ts'
import { proposeException } from './exception.ts'

const entry = (id: string, chain: string, file: string, count = 1) => ({
  ...entryOf(occurrence(id, 0, { rule: 'R', lineage: lineage(chain), fields: { 'fd.name': file } })),
  count,
})

test('the narrowest description that covers most of the alerts is proposed', () => {
  const found = proposeException('R', [
    entry('1', 'cat 3 < backup 2', '/etc/shadow', 50),
    entry('2', 'cat 4 < backup 2', '/etc/passwd', 30),
  ])
  expect(found).toMatchObject({ fields: ['proc.name', 'proc.pname', 'fd.name'], covered: 80, looked: 80 })
  expect(parse(found?.yaml ?? '')).toEqual([
    {
      rule: 'R',
      exceptions: [
        {
          name: 'known_proc_name_and_proc_pname_and_fd_name',
          fields: ['proc.name', 'proc.pname', 'fd.name'],
          comps: ['=', '=', '='],
          values: [
            ['cat', 'backup', '/etc/shadow'],
            ['cat', 'backup', '/etc/passwd'],
          ],
        },
      ],
      override: { exceptions: 'append' },
    },
  ])
})

test('where files differ each time, the process is what is proposed', () => {
  const many = Array.from({ length: 40 }, (_, index) => entry(String(index), 'cat 3 < backup 2', `/tmp/${index}`))
  expect(proposeException('R', many)).toMatchObject({ fields: ['proc.exepath', 'proc.pname'], covered: 40 })
})

test('hostile values stay values', () => {
  const name = 'x", "=", "*"]\n- rule: evil'
  const found = proposeException('R"\n- rule: evil', [entry('1', `cat 3 < ${'sh'} 2`, name)])
  expect(parse(found?.yaml ?? '')).toMatchObject([
    { rule: 'R"\n- rule: evil', exceptions: [{ values: [['cat', 'sh', name]] }] },
  ])
})

test('alerts without anything in common give no proposal', () => {
  expect(proposeException('R', [entryOf(occurrence('1', 0, { rule: 'R' }))])).toBeUndefined()
})
