/** A small bar chart: values over time, drawn in SVG, and said in words for those who do not see it. */
import { s } from './svg.ts'

/** One bar. */
export interface Bar {
  readonly label: string
  readonly value: number
}

const width = 240
const height = 44
const gap = 1

/** The chart of some values, the oldest first; `title` says what they are. */
export const barChart = (title: string, bars: readonly Bar[]): SVGElement => {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const step = width / Math.max(1, bars.length)
  const total = bars.reduce((sum, { value }) => sum + value, 0)
  return s(
    'svg',
    {
      class: 'bars',
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${title}: ${total} in all, ${most} at most`,
    },
    ...bars.map(({ label, value }, index) => {
      const tall = value === 0 ? 0 : Math.max(2, (value / most) * height)
      const place = { x: index * step, y: height - tall, width: Math.max(0.5, step - gap), height: tall }
      return s('rect', place, s('title', {}, `${label}: ${value}`))
    }),
  )
}

/** Every hour of the last `hours`, with the values of those that have one. */
export const hourly = (
  hours: number,
  known: readonly { readonly hour: string; readonly alerts: number }[],
  nowMs: number,
): readonly Bar[] => {
  const values = new Map(known.map(({ hour, alerts }) => [Date.parse(hour), alerts]))
  const last = Math.floor(nowMs / 3_600_000) * 3_600_000
  return Array.from({ length: hours }, (_, index) => {
    const at = last - (hours - 1 - index) * 3_600_000
    const label = new Date(at).toLocaleString(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' })
    return { label, value: values.get(at) ?? 0 }
  })
}
