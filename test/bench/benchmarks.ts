import { alert } from './alert.ts'
import type { Benchmark } from './benchmark.ts'
import { capture } from './capture.ts'
import { check } from './check.ts'
import { compile } from './compile.ts'
import { edge } from './edge.ts'
import { evaluate } from './evaluate.ts'
import { heap } from './heap.ts'
import { replay } from './replay.ts'
import { swap } from './swap.ts'

/** All benchmarks, by the names that `npm run bench --` takes. */
export const benchmarks: readonly Benchmark[] = [capture, alert, check, evaluate, heap, replay, compile, swap, edge]
