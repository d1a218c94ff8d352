import type { Benchmark } from './benchmark.ts'
import { capture } from './capture.ts'

/** All benchmarks, by the names that `npm run bench --` takes. */
export const benchmarks: readonly Benchmark[] = [capture]
