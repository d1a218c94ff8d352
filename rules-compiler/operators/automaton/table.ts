/** Machine → the table that automaton.as.ts walks, one step a byte and never back. */
import type { Expression } from './expression.ts'
import { type Machine, machineOf, TooLarge } from './machine.ts'

/** States beyond which a pattern is refused. */
export const maxTableStates = 4096

const newline = 10
const acceptBit = 0x8000
const headBytes = 264

/** What stands next to a place in the text. */
interface Surroundings {
  readonly atLineStart: boolean
  readonly atLineEnd: boolean
}

/** Every state that can be reached without reading, as a sorted list. */
function closure(machine: Machine, from: readonly number[], { atLineStart, atLineEnd }: Surroundings): number[] {
  const found = new Set(from)
  const open = [...from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const { to, line } of machine.states[state]?.free ?? []) {
      const passes = line === null || (line === 'start' ? atLineStart : atLineEnd)
      if (passes && !found.has(to)) {
        found.add(to)
        open.push(to)
      }
    }
  }
  return [...found].sort((a, b) => a - b)
}

/** Bytes that no edge of the machine tells apart, numbered; newlines are always apart. */
function classesOf(machine: Machine): Uint8Array {
  const signatures: string[] = Array.from({ length: 256 }, (_, b) => (b === newline ? 'n' : ''))
  const sets = new Set(machine.states.flatMap(({ reads }) => (reads === null ? [] : [reads.set])))
  for (const set of sets) for (let b = 0; b < 256; b++) signatures[b] += set[b] === true ? '1' : '0'
  const numbers = new Map<string, number>()
  return Uint8Array.from(signatures, (signature) => {
    const known = numbers.get(signature)
    if (known !== undefined) return known
    numbers.set(signature, numbers.size)
    return numbers.size - 1
  })
}

/** The subset construction under way. */
class Builder {
  readonly machine: Machine
  readonly classes: Uint8Array
  readonly #numbers = new Map<string, number>()
  readonly sets: { readonly states: readonly number[]; readonly atLineStart: boolean }[] = []

  constructor(machine: Machine) {
    this.machine = machine
    this.classes = classesOf(machine)
  }

  /** The number of the table state for these machine states, before anything free is taken; 0 is dead. */
  number(states: readonly number[], atLineStart: boolean): number {
    if (states.length === 0) return 0
    const key = `${atLineStart ? '^' : ''}${states.join()}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.sets.length >= maxTableStates) throw new TooLarge(`needs more than ${maxTableStates} states`)
    const number = this.sets.push({ states, atLineStart })
    this.#numbers.set(key, number)
    return number
  }

  accepts(number: number): boolean {
    const set = this.sets[number - 1]
    if (set === undefined) return false
    const around = { atLineStart: set.atLineStart, atLineEnd: true }
    return closure(this.machine, set.states, around).includes(this.machine.end)
  }

  next(number: number, byte: number): number {
    const set = this.sets[number - 1]
    if (set === undefined) return 0
    const around = { atLineStart: set.atLineStart, atLineEnd: byte === newline }
    const after = new Set<number>()
    for (const state of closure(this.machine, set.states, around)) {
      const reads = this.machine.states[state]?.reads
      if (reads?.set[byte] === true) after.add(reads.to)
    }
    return this.number(
      [...after].sort((a, b) => a - b),
      byte === newline,
    )
  }
}

/** The table of an expression; throws TooLarge if it has no bounded one. */
export function tableOf(expression: Expression): Uint8Array {
  const machine = machineOf(expression)
  const builder = new Builder(machine)
  const classCount = Math.max(...builder.classes) + 1
  const examples = Array.from({ length: classCount }, (_, wanted) => builder.classes.indexOf(wanted))
  builder.number([machine.start], true)
  const rows: number[][] = [examples.map(() => 0)]
  for (let state = 1; state <= builder.sets.length; state++) {
    rows.push(examples.map((byte) => builder.next(state, byte)))
  }
  const accepting = rows.map((_, state) => builder.accepts(state))
  const bytes = new Uint8Array(headBytes + rows.length * classCount * 2)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, classCount, true)
  view.setUint16(4, accepting[1] === true ? 1 : 0, true)
  bytes.set(builder.classes, 8)
  rows.flat().forEach((next, i) => {
    view.setUint16(headBytes + i * 2, next | (accepting[next] === true ? acceptBit : 0), true)
  })
  return bytes
}
