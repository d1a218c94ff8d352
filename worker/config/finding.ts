/** What reading a configuration found: faults that refuse it, and keys that are taken without effect. */
import type { Fault } from '../fault.ts'
import type { Nodes } from '../template/parse.ts'

/** A fault with the line that it stands on, from 1. */
export interface LineFault extends Fault {
  readonly line: number
}

const maxFindings = 200

/** Gathers what one reading finds. */
export class Findings {
  readonly faults: LineFault[] = []
  /** Keys of Alertmanager that have no meaning at the edge. */
  readonly ignored: LineFault[] = []
  /** The templates that settings may call, where there are others than the built-in ones. */
  templates: ReadonlyMap<string, Nodes> | undefined
  /** Where secrets stand, as offsets into the text. */
  readonly secrets: (readonly [from: number, to: number])[] = []

  fault(code: string, place: string, line: number, hint: string): void {
    if (this.faults.length < maxFindings) this.faults.push({ code, place, line, hint })
  }

  ignore(place: string, line: number, hint: string): void {
    if (this.ignored.length < maxFindings) this.ignored.push({ code: 'no_meaning_here', place, line, hint })
  }
}
