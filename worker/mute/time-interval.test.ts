import { expect, test } from 'vitest'
import { Findings } from '../config/finding.ts'
import { openYaml } from '../config/section.ts'
import { readTimeIntervals } from './read-time-interval.ts'
import { containsTime } from './time-interval.ts'

const read = (yaml: string) => {
  const findings = new Findings()
  const root = openYaml(`time_intervals:\n- name: x\n  time_intervals:\n  - ${yaml}\n`, findings)
  return { findings, intervals: (root && readTimeIntervals(root).get('x')) ?? [] }
}

// 2026-02-27 is a Friday.
const rows: readonly { name: string; yaml: string; at: string; is: boolean }[] = [
  {
    name: 'a time within',
    yaml: '{times: [{start_time: "09:00", end_time: "17:00"}]}',
    at: '2026-02-27T09:00Z',
    is: true,
  },
  {
    name: 'its end is outside',
    yaml: '{times: [{start_time: "09:00", end_time: "17:00"}]}',
    at: '2026-02-27T17:00Z',
    is: false,
  },
  {
    name: 'the end of the day',
    yaml: '{times: [{start_time: "22:00", end_time: "24:00"}]}',
    at: '2026-02-27T23:59Z',
    is: true,
  },
  { name: 'a weekday in a range', yaml: '{weekdays: ["monday:friday"]}', at: '2026-02-27T12:00Z', is: true },
  { name: 'a weekday outside', yaml: '{weekdays: ["Saturday", "sunday"]}', at: '2026-02-27T12:00Z', is: false },
  {
    name: 'a location moves the day',
    yaml: '{weekdays: ["saturday"], location: Asia/Tokyo}',
    at: '2026-02-27T16:00Z',
    is: true,
  },
  { name: 'a day of the month', yaml: '{days_of_month: ["1:5", "27"]}', at: '2026-02-27T12:00Z', is: true },
  { name: 'days from the end', yaml: '{days_of_month: ["-2:-1"]}', at: '2026-02-27T12:00Z', is: true },
  { name: 'not the last day', yaml: '{days_of_month: ["-1"]}', at: '2026-02-27T12:00Z', is: false },
  { name: 'beyond the month', yaml: '{days_of_month: ["29:31"]}', at: '2026-02-28T12:00Z', is: false },
  { name: 'from a day to the end', yaml: '{days_of_month: ["20:-1"]}', at: '2026-02-27T12:00Z', is: true },
  { name: 'months by name and number', yaml: '{months: ["january:february", "5"]}', at: '2026-02-27T12:00Z', is: true },
  { name: 'another year', yaml: '{years: ["2020:2025"]}', at: '2026-02-27T12:00Z', is: false },
  { name: 'all kinds must hold', yaml: '{weekdays: ["friday"], months: ["3"]}', at: '2026-02-27T12:00Z', is: false },
]

test.each(rows)('$name', ({ yaml, at, is }) => {
  const { findings, intervals } = read(yaml)
  expect(findings.faults).toEqual([])
  expect(intervals.some((interval) => containsTime(interval, Date.parse(at.replace('Z', ':00Z'))))).toBe(is)
})

test.each([
  { yaml: '{times: [{start_time: "17:00", end_time: "09:00"}]}', code: 'backwards' },
  { yaml: '{times: [{start_time: "9:00", end_time: "25:00"}]}', code: 'not_a_time' },
  { yaml: '{weekdays: ["someday"]}', code: 'not_a_range' },
  { yaml: '{days_of_month: ["0"]}', code: 'not_a_range' },
  { yaml: '{days_of_month: ["-1:3"]}', code: 'backwards' },
  { yaml: '{location: Mars/Base}', code: 'not_a_location' },
  { yaml: '{weekends: [1]}', code: 'unknown_key' },
])('$yaml is refused with its line', ({ yaml, code }) => {
  expect(read(yaml).findings.faults[0]).toMatchObject({ code, line: 4 })
})
