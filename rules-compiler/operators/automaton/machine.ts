/** Expression → states with edges (Thompson's construction), small enough to be turned into a table. */
import type { ByteSet, Expression } from './expression.ts'

/** Where to go without reading a byte; `line` asks for the start or end of a line first. */
interface Step {
  readonly to: number
  readonly line: 'start' | 'end' | null
}

/** A state of the machine: free steps, and at most one step that reads a byte. */
export interface MachineState {
  readonly free: Step[]
  reads: { readonly set: ByteSet; readonly to: number } | null
}

/** A machine that begins in `start` and accepts in `end`. */
export interface Machine {
  readonly states: readonly MachineState[]
  readonly start: number
  readonly end: number
}

/** States beyond which an expression is refused. */
export const maxMachineStates = 20_000

/** An expression that is too large to compile. */
export class TooLarge extends Error {}

/** Builds the machine; throws TooLarge. */
export function machineOf(expression: Expression): Machine {
  const states: MachineState[] = []
  const add = (): number => {
    if (states.length >= maxMachineStates) throw new TooLarge(`needs more than ${maxMachineStates} states`)
    return states.push({ free: [], reads: null }) - 1
  }
  const join = (from: number, to: number, line: Step['line'] = null): void => {
    states[from]?.free.push({ to, line })
  }
  /** Adds an expression that begins in `from`; answers where it ends. */
  const build = (part: Expression, from: number): number => {
    switch (part.kind) {
      case 'byte': {
        const to = add()
        const state = states[from]
        if (state !== undefined) state.reads = { set: part.set, to }
        return to
      }
      case 'sequence':
        return part.parts.reduce((at, inner) => build(inner, fresh(at)), from)
      case 'choice': {
        const to = add()
        for (const option of part.options) join(build(option, fresh(from)), to)
        return to
      }
      case 'line': {
        const to = add()
        join(from, to, part.at)
        return to
      }
      case 'repeat':
        return buildRepeat(part, from)
    }
  }
  /** A new state after `from`, so that no two parts share one that reads. */
  const fresh = (from: number): number => {
    const to = add()
    join(from, to)
    return to
  }
  const buildRepeat = (part: Expression & { kind: 'repeat' }, from: number): number => {
    let at = from
    for (let i = 0; i < part.min; i++) at = build(part.of, fresh(at))
    const end = add()
    if (part.max === null) {
      const loop = fresh(at)
      join(build(part.of, fresh(loop)), loop)
      join(loop, end)
      return end
    }
    join(at, end)
    for (let i = part.min; i < part.max; i++) {
      at = build(part.of, fresh(at))
      join(at, end)
    }
    return end
  }
  const start = add()
  return { start, end: build(expression, start), states }
}
