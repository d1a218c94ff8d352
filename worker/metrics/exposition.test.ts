import { expect, test } from 'vitest'
import { exposition } from './exposition.ts'

test('a metric has its help, its kind and a line a sample; values of labels are escaped', () => {
  const samples = [{ value: 2 }, { labels: { rule: 'a"b\\c\nd', node: 'n' }, value: 0.5 }]
  expect(exposition([{ name: 'eyas_x_total', kind: 'counter', help: 'Things.', samples }])).toBe(
    '# HELP eyas_x_total Things.\n# TYPE eyas_x_total counter\neyas_x_total 2\n' +
      'eyas_x_total{rule="a\\"b\\\\c\\nd",node="n"} 0.5\n',
  )
})
