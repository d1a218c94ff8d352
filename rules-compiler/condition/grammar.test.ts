import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { markdownRows } from '../markdown-rows.ts'
import { filterCondition } from '../report/filter-condition.ts'

const rows = markdownRows(readFileSync(new URL('grammar.md', import.meta.url), 'utf8'))

describe('grammar.md', () => {
  test.each(rows.map(({ cells: [condition = '', canonical = ''] }) => ({ condition, canonical })))(
    '$condition → $canonical',
    ({ condition, canonical }) => {
      const result = filterCondition(condition, { syntaxOnly: true })
      expect(result.ok ? result.canonical : '–').toBe(canonical)
    },
  )

  test.each(rows.filter(({ cells }) => cells[1] !== '–').map(({ cells: [, canonical = ''] }) => ({ canonical })))(
    'printing $canonical again changes nothing',
    ({ canonical }) => {
      const result = filterCondition(canonical, { syntaxOnly: true })
      // What Falco prints of an unquoted transformer argument does not always parse again.
      if (!canonical.startsWith('join') && !canonical.startsWith('getopt'))
        expect(result).toEqual({ ok: true, canonical })
    },
  )
})
