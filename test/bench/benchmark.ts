/** What a benchmark is, and how its figures are shown: minimum, median and maximum of its samples, as text or JSON. */

/** One measured quantity; each sample is one round. Baseline and candidate are sampled in turn, in the same run. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly samples: readonly number[]
}

export interface Benchmark {
  readonly name: string
  readonly summary: string
  /**
   * Measures; `say` gets words on what was skipped and why. `isQuick` asks for a rough answer within a minute, `captures`
   * are files of events to measure with.
   */
  run(say: (line: string) => void, isQuick: boolean, captures: readonly string[]): Promise<readonly Figure[]>
}

/** The middle sample; the mean of the two middle ones if their number is even. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 1 ? [sorted[middle - 0.5]] : sorted.slice(middle - 1, middle + 1)
  return (low + high) / 2
}

/** The ratio of two figures, round by round. */
export const ratio = (what: string, a: Figure, b: Figure): Figure => ({
  what,
  unit: 'x',
  samples: a.samples.map((sample, round) => sample / (b.samples[round] ?? Number.NaN)),
})

/** A figure as it goes into JSON. */
export const summarize = ({ what, unit, samples }: Figure) => ({
  what,
  unit,
  min: Math.min(...samples),
  median: median(samples),
  max: Math.max(...samples),
  rounds: samples.length,
})

const digits = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)

/** Figures as an aligned table. */
export function table(figures: readonly Figure[]): string {
  const rows = figures
    .map(summarize)
    .map(({ what, unit, min, median: middle, max }) => [what, digits(min), digits(middle), digits(max), unit])
  const all = [['', 'min', 'median', 'max', ''], ...rows]
  const widths = [0, 1, 2, 3, 4].map((index) => Math.max(...all.map((row) => row[index]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 || i === 4 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
